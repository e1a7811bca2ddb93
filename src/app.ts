import 'reflect-metadata';
import type { Server } from 'node:http';
import { type DynamicModule, type Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule, ROOMS } from './app.module.js';
import { BELOW_VERIFY, ForwardAuth } from './auth/forward-auth/forward-auth.js';
import type { Settings } from './config/settings.js';
import { configureApplication } from './configure-application.js';
import { giveUnitsOfWork } from './database/work-without-request.js';
import { noteHandler } from './http/filter/running-handler.js';
import { Features } from './features/features.js';
import { modulesIn } from './features/modules-in.js';
import { Probes } from './health/probes.js';
import { Serving } from './health/serving.js';
import { ContentSecurityPolicy } from './http/responses/content-security-policy.js';
import { Assets } from './http/responses/assets.js';
import { requestContext } from './http/requests/request-context.js';
import { examineForms } from './http/requests/form-parameters.js';
import { readBody } from './http/requests/body.js';
import { middlewareChain, unlessAt } from './http/requests/middleware-chain.js';
import { allowOrigins } from './http/safety/cors.js';
import { csrfProtection } from './http/safety/csrf.js';
import { answerUnparsable, handleMalformedRequests } from './http/requests/malformed-requests.js';
import { OutcomeAdapter } from './http/responses/outcome.adapter.js';
import { httpsOnly } from './http/safety/https-only.js';
import { refuseFileInterceptors } from './http/requests/unread-uploads.js';
import { requestLimits } from './http/requests/request-limits.js';
import { accessLog } from './http/requests/access-log.js';
import { serializeOutcomes } from './http/responses/serialized-outcomes.js';
import { Responder } from './http/responses/responder.js';
import { refuseSpeculative } from './http/safety/speculative-requests.js';
import { LOGOUT } from './sessions/authentication/authentication.middleware.js';
import { ignoreBodyOf } from './http/requests/ignored-body.js';
import { securityHeaders } from './http/safety/security-headers.js';
import { SecurityTxt } from './http/safety/security-txt.js';
import { setTrustedProxies } from './http/client/trusted-proxies.js';
import { warnOfEmptyPage } from './http/requests/empty-page.js';
import { warnOfMissingScheme, warnOfUntrustedProxy } from './http/client/proxy-warnings.js';
import { ignoreAfterClose, lingeringClose } from './http/requests/lingering-close.js';
import { Logger } from './log/logger.js';
import { MailSwitch } from './mail/mail-switch.js';
import { Metrics } from './metrics/metrics.js';
import { PasskeyWellKnown } from './passkeys/well-known.js';
import { AuthenticationMiddleware } from './sessions/authentication/authentication.middleware.js';
import { makeSessionsLazy } from './sessions/express/lazy-session.js';

/** A client may take nothing of its answer for so many milliseconds. */
const SLOWEST_READER = 75_000;

/** Slow clients are cut off: headers within 15 s, a whole request within 60 s, looked at every second. */
const TIMES = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
  // A client may not take its answers so slowly either that nothing of them moves.
  timeout: SLOWEST_READER,
  // http/requests/request-limits.ts refuses them in our own form.
  requireHostHeader: false,
};

/**
 * Assembles the whole product without listening: main.ts and every test use this one. The order of a request is the
 * order of the lines below. `extra` modules are a team's own, or a test's.
 */
export async function createApp(settings: Settings, extra: (Type | DynamicModule)[] = []): Promise<NestExpressApplication> {
  const adapter = new OutcomeAdapter();
  const features = await Features.of([...ROOMS, ...extra]);
  examineForms(features.controllers);
  refuseFileInterceptors(features.controllers);
  serializeOutcomes();
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(settings, features, extra), adapter, {
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
    middlewareChain(
      ignoreAfterClose,
      requestContext,
      accessLog(logger, app.get(Metrics).requests),
      warnOfUntrustedProxy(logger, settings),
      warnOfMissingScheme(logger, settings),
      warnOfEmptyPage(logger, settings),
      lingeringClose,
      app.get(Serving).closeConnections,
      securityHeaders(settings, app.get(ContentSecurityPolicy), app.get(MailSwitch).isOn ? features.linkPaths : []),
      httpsOnly(settings),
      allowOrigins(settings),
      // It changes nothing, and proxies repeat there what a page of the service behind them has sent.
      unlessAt(BELOW_VERIFY, csrfProtection(settings)),
      requestLimits,
      // None of these reads a session, so they answer 200 in any outage.
      app.get(Assets).serve,
      refuseSpeculative,
      app.get(SecurityTxt).serve,
      app.get(PasskeyWellKnown).serve,
      app.get(Probes).answer,
      // This reads a session and never writes one.
      app.get(ForwardAuth).answer,
      ignoreBodyOf(LOGOUT, readBody),
      app.get(AuthenticationMiddleware).middleware,
    ),
  );

  const server: Server = app.getHttpServer();
  app.get(Serving).watch(server);
  handleMalformedRequests(server);
  answerUnparsable(server, logger);
  Object.assign(server, TIMES, { keepAliveTimeout: settings.keepAliveTimeout });
  giveUnitsOfWork(app.get(ModulesContainer));
  if (settings.development) app.useGlobalGuards(noteHandler);
  await configureApplication(app, features, (await modulesIn(ROOMS)).controllers);
  return app;
}
