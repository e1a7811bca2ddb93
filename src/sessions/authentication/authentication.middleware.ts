import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { middlewareChain } from '../../http/requests/middleware-chain.js';
import { beginSessionOnDemand } from '../express/lazy-session.js';
import { RequestCredentials } from './request-credentials.js';
import { ANONYMOUS } from '../record/session-id.js';
import { type FoundSession, SessionLookup } from './session-lookup.js';
import { sessionOptions } from '../express/session-options.js';
import { refuseUnsaveable } from '../express/unsaveable-session.js';
import { SessionLifecycle } from './session-lifecycle.middleware.js';
import { SessionStore } from '../express/session-store.js';
import { SessionSerializer } from '../express/session.serializer.js';

/** A logout asks for no principal, so that it also works while PostgreSQL is away. */
export const LOGOUT = /^\/logout\/?$/i;

/** The same for everybody (RFC 8615), and asked by browsers that take a 503 for a fault of the site (W3C, change-password). */
const WELL_KNOWN = /^\/\.well-known\//i;

/**
 * Finds out who is asking, by express-session and Passport. {@link SessionLookup} does it without them when a page is
 * only looked at, by a guest without cookies or in a session that nothing has to be done about.
 */
@Injectable()
export class AuthenticationMiddleware {
  private readonly expressSession: RequestHandler;
  private readonly inFull: RequestHandler;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    serializer: SessionSerializer,
    private readonly store: SessionStore,
    private readonly lifecycle: SessionLifecycle,
    private readonly lookup: SessionLookup,
    private readonly credentials: RequestCredentials,
  ) {
    this.expressSession = refuseUnsaveable(session(sessionOptions(settings, store)));
    const byPassport = middlewareChain(serializer.getPassportInstance().session(), lifecycle.middleware);
    this.inFull = middlewareChain(this.expressSession, (request, response, next) => {
      const needsNobody = LOGOUT.test(request.path) && request.session.passport?.user !== undefined;
      return request.method === 'POST' && needsNobody ? next() : byPassport(request, response, next);
    });
  }

  readonly middleware = (request: Request, response: Response, next: NextFunction): void | Promise<void> => {
    const looks = request.method === 'GET' || request.method === 'HEAD';
    if ((!looks || this.credentials.areTaken) && !this.lookup.hasToChoose(request))
      return void this.inFull(request, response, next);
    if (!this.lifecycle.hasCookies(request) || WELL_KNOWN.test(request.path)) {
      this.offerSession(request, response, next);
      return next();
    }
    return this.authenticate(request, response, next);
  };

  private async authenticate(request: Request, response: Response, next: NextFunction): Promise<void> {
    const found = await this.lookup.find(request);
    const { signedIn } = found ?? {};
    const looks = request.method === 'GET' || request.method === 'HEAD';
    const isSettled = looks && !this.credentials.areTaken && signedIn && this.lifecycle.isSettled(request, signedIn.record);
    if (found === undefined || signedIn === undefined || isSettled !== true) {
      return this.store.withLoaded(found, () => void this.inFull(request, response, next));
    }
    request.user = signedIn.principal;
    this.offerSession(request, response, next, found);
    next();
  }

  /** Provides `request.session` for a handler that asks for it after all. */
  private offerSession(request: Request, response: Response, next: NextFunction, found?: FoundSession): void {
    // The request is on its way already, so only an error may still take another one.
    const onError = (error?: unknown) => void (error && next(error));
    request.sessionID = found?.id ?? ANONYMOUS;
    const begin = (): void => {
      this.store.withLoaded(found, () => void this.expressSession(request, response, onError));
      // express-session reads the cookie by a parser of its own: where that finds another id, nothing may be saved.
      if (!Object.hasOwn(request, 'session')) this.store.generate(request);
    };
    beginSessionOnDemand(request, begin, found?.signedIn?.record);
  }
}
