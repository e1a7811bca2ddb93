#!/bin/sh
# Prints what docker-compose.yml asks for:
#   (umask 077; sh deploy/docker/env.sh https://www.example.org > .env)
# Secrets are made here. Images are pinned by the digests that their registry names today, so that every build and every machine
# runs the same bytes until you ask again: sh deploy/docker/env.sh --digests prints these lines alone. Needs docker (buildx) and openssl.
set -eu
cd "$(dirname "$0")/../.."

if [ "${1:-}" != --digests ]; then
  echo "PUBLIC_URL=${1:?the origin that visitors use, such as https://www.example.org}"
  # Hex, because they become parts of addresses.
  for name in POSTGRES_PASSWORD GATEHOUSE_OWNER_PASSWORD GATEHOUSE_APP_PASSWORD REDIS_PASSWORD; do
    echo "$name=$(openssl rand -hex 24)"
  done
  for name in SESSION_SECRET PASSWORD_PEPPER ENCRYPTION_KEY AUDIT_KEY; do
    echo "$name=$(openssl rand -base64 48)"
  done
fi

# Every image of the file, as `name:tag@${VARIABLE:?...}`.
sed -n 's/.* \([a-z0-9.\/-]*:[a-z0-9.-]*\)@${\([A-Z0-9_]*_DIGEST\):?.*/\1 \2/p' docker-compose.yml | sort -u |
  while read -r image variable; do
    digest=$(docker buildx imagetools inspect "$image" </dev/null | sed -n 's/^Digest: *//p' | head -n 1)
    case $digest in
      sha256:????????????????????????????????????????????????????????????????) echo "$variable=$digest" ;;
      *) echo "env.sh: the registry names no digest of $image" >&2; exit 1 ;;
    esac
  done
