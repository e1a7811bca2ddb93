import 'reflect-metadata';
import type { Server } from 'node:http';
import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { DeviceCookie } from './auth/throttle/device-cookie.js';
import { ForwardAuth } from './auth/forward-auth/forward-auth.js';
import type { Settings } from './config/settings.js';
import { Probes } from './health/probes.js';
import { Serving } from './health/serving.js';
import { Assets } from './http/assets.js';
import { beginRequest } from './http/begin-request.js';
import { readBody } from './http/body.js';
import { compose } from './http/compose.js';
import { crossSiteProtection } from './http/cross-site.js';
import { tameOddRequests } from './http/odd-requests.js';
import { nothingAfterTheEnd } from './http/nothing-after-the-end.js';
import { OutcomeAdapter } from './http/outcome.adapter.js';
import { plainHttpRule } from './http/plain-http.js';
import { requestLimits } from './http/request-limits.js';
import { requestLog } from './http/request-log.js';
import { Responder } from './http/responder.js';
import { securityHeaders } from './http/security-headers.js';
import { SecurityTxt } from './http/security-txt.js';
import { setTrustedProxies } from './http/trusted-proxies.js';
import { refuseUnparsable } from './http/unparsable-requests.js';
import { noticeUntrustedProxy } from './http/untrusted-proxy.js';
import { endUnreadBodies } from './http/unread-body.js';
import { Logger } from './log/logger.js';
import { Metrics } from './metrics/metrics.js';
import { Authentication } from './sessions/authentication.middleware.js';
import { makeSessionsLazy } from './sessions/lazy-session.js';

/** Milliseconds; nginx closes its idle connections after 60 s, and it must be the first to. */
const KEEP_ALIVE = 75_000;

/** Slow clients are cut off: headers within 15 s, a whole request within 60 s, looked at every second. */
const TIMES = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: KEEP_ALIVE,
  // Nor may a client take its answers so slowly that nothing of them moves.
  timeout: KEEP_ALIVE,
  // http/request-limits.ts refuses them in our own form.
  requireHostHeader: false,
};

/**
 * The whole product, assembled and not yet listening: main.ts and every test use this one. The order of a
 * request is the order of the lines below. `extra` modules are a team's own, or a test's.
 */
export async function createApp(settings: Settings, extra: (Type | DynamicModule)[] = []): Promise<NestExpressApplication> {
  const adapter = new OutcomeAdapter();
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(settings, extra), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new Logger(settings),
    routeConflictPolicy: { duplicate: 'error', shadow: 'error' },
  });
  adapter.respondBy(app.get(Responder));
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  setTrustedProxies(adapter.getInstance(), settings);
  makeSessionsLazy(adapter.getInstance());

  const logger = app.get(Logger);
  adapter.enterBy(
    compose(
      nothingAfterTheEnd,
      beginRequest,
      requestLog(logger, app.get(Metrics).requests),
      noticeUntrustedProxy(logger, settings),
      endUnreadBodies,
      app.get(Serving).closeConnections,
      securityHeaders(settings),
      plainHttpRule(settings),
      crossSiteProtection(settings),
      requestLimits,
      // None reads a session: 200 in any outage.
      app.get(Assets).serve,
      app.get(SecurityTxt).serve,
      app.get(Probes).answer,
      // Reads a session and never writes one.
      app.get(ForwardAuth).answer,
      readBody,
      app.get(Authentication).middleware,
      app.get(DeviceCookie).clearForged,
    ),
  );

  const server: Server = app.getHttpServer();
  app.get(Serving).watch(server);
  tameOddRequests(server);
  refuseUnparsable(server, logger);
  Object.assign(server, TIMES);
  return app;
}
