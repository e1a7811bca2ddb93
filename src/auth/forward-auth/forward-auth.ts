import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { Problem } from '../../http/errors/problem.js';
import { preferJson, wantsHtml } from '../../http/responses/content-negotiation.js';
import { answerReadOnly } from '../../http/routing/read-only-route.js';
import { nameRoute } from '../../http/routing/route-pattern.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { SessionLookup, type SignedIn } from '../../sessions/authentication/session-lookup.js';
import { confirmPath, pathWithNext } from '../../views/path-with-next.js';
import { IdentityHeaders } from './identity-headers.js';
import { demandedLevel } from './demanded-level.js';
import { demandedRoles } from './demanded-roles.js';
import { isPreflight, originalAddress } from './original-address.js';

const PATH = /^\/auth\/verify$/i;

/** Envoy and Istio put the path of the client behind it and keep its method, `OPTIONS` too: every one is a question. */
export const BELOW_VERIFY = /^\/auth\/verify\//i;

/** An operator writes this into the configuration of the proxy; below a longer path, a client might have written it. */
const LETS_PREFLIGHTS_THROUGH = /^\/auth\/verify\?(.*&)?preflight=pass(&|$)/i;

/**
 * Answers `/auth/verify`, and all below it with any method, where a reverse proxy asks whether a request for another service is signed in, and who it
 * is. Every request of that service asks, so it is answered before session, Passport and router: an answer that only
 * reads needs none of them.
 */
@Injectable()
export class ForwardAuth {
  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'publicUrl'>,
    private readonly sessions: SessionLookup,
    private readonly identity: IdentityHeaders,
    private readonly safeRedirect: SafeRedirect,
  ) {}

  readonly answer = (request: Request, response: Response, next: NextFunction): void => {
    const isBelow = BELOW_VERIFY.test(request.path);
    if (!isBelow && !PATH.test(request.path)) return next();
    nameRoute(request, '/auth/verify');
    preferJson(request);
    // A browser sends no cookies with the question before a request, and the service behind answers it.
    if (LETS_PREFLIGHTS_THROUGH.test(request.url) && isPreflight(request)) return void response.status(204).end();
    if (!isBelow && !answerReadOnly(request, response)) return;
    this.sessions
      .visitorOf(request, response)
      .then((visitor) => this.tell(request, response, visitor, demandedLevel(request)))
      .catch(next);
  };

  private tell(request: Request, response: Response, visitor: SignedIn | undefined, demanded: number): void {
    if (visitor === undefined)
      throw new LoginRequired(
        undefined,
        this.addressOf(request, (next) => pathWithNext('/login', next)),
      );
    const { principal, level } = visitor;
    if (level < demanded)
      throw new LoginRequired(
        undefined,
        this.addressOf(request, (next) => confirmPath(next, 2)),
      );
    request.user = principal;
    // The event names the account, so this comes after it is known.
    const missing = demandedRoles(request).find((role) => !principal.roles.includes(role));
    if (missing !== undefined) throw new Problem('forbidden', { reason: 'role' });
    this.identity.set(response, principal, level);
    response.status(204).end();
  }

  /** Returns an absolute address with an absolute `next`, because the browser that follows it may be on another host. */
  private addressOf(request: Request, path: (next: string | null) => string): string | undefined {
    if (!wantsHtml(request)) return undefined;
    const { publicUrl } = this.settings;
    return publicUrl.origin + path(this.safeRedirect.checkWhole(originalAddress(request, publicUrl)));
  }
}
