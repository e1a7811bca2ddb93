import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { preferJson, wantsHtml } from '../../http/responses/content-negotiation.js';
import { answerReadOnly } from '../../http/routing/read-only-route.js';
import { nameRoute } from '../../http/routing/route-pattern.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { SessionLookup } from '../../sessions/authentication/session-lookup.js';
import type { Principal } from '../../users/principal/principal.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { IdentityHeaders } from './identity-headers.js';
import { originalAddress } from './original-address.js';

const PATH = /^\/auth\/verify\/?$/i;

/**
 * Answers `/auth/verify`, where a reverse proxy asks whether a request for another service is signed in, and who it
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
    if (!PATH.test(request.path)) return next();
    nameRoute(request, '/auth/verify');
    preferJson(request);
    if (!answerReadOnly(request, response)) return;
    this.sessions
      .principalOf(request, response)
      .then((principal) => this.tell(request, response, principal))
      .catch(next);
  };

  private tell(request: Request, response: Response, principal: Principal | undefined): void {
    if (principal === undefined) throw new LoginRequired(undefined, this.loginAddress(request));
    request.user = principal;
    this.identity.set(response, principal);
    response.status(204).end();
  }

  /** Returns an absolute address with an absolute `next`, because the browser that follows it may be on another host. */
  private loginAddress(request: Request): string | undefined {
    if (!wantsHtml(request)) return undefined;
    const { publicUrl } = this.settings;
    return publicUrl.origin + pathWithNext('/login', this.safeRedirect.checkWhole(originalAddress(request, publicUrl)));
  }
}
