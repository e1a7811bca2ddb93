import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Problem } from '../http/errors/problem.js';
import type { Principal } from '../users/principal/principal.js';
import { AccountSessionsService } from './account-sessions.service.js';
import { type LeftBehind, SessionRegeneration } from './express/session-regeneration.js';
import { type Authentication, hasSecondStep, withAuthentication } from './record/authentication.js';
import { ClientFingerprint } from './record/client-fingerprint.js';
import { addressOf } from './record/session-id.js';
import { RememberCookie } from './remember-me/remember-cookie.js';
import { SeriesService } from './remember-me/series.service.js';

/**
 * Lets a session go on under a new id after its person has authenticated again (OWASP: renew the session id after any
 * change of privilege).
 */
@Injectable()
export class SessionRenewal {
  constructor(
    private readonly regeneration: SessionRegeneration,
    private readonly accountSessions: AccountSessionsService,
    private readonly series: SeriesService,
    private readonly rememberCookie: RememberCookie,
    private readonly clients: ClientFingerprint,
  ) {}

  /**
   * Adds authentications, or renews them: the session goes on under a new id, from this client, fresh. Throws
   * SessionRevoked when it was revoked at the same moment.
   */
  async reauthenticate(request: Request, principal: Principal, ...added: Authentication[]): Promise<void> {
    const series = request.session.passport?.user?.series ?? null;
    await this.goOn(request, principal, series, { stillShows: true }, added);
  }

  /**
   * After a new security stamp this browser goes on under a new id, and under a new series if it had one.
   * `authentication` is what was shown for it, or null. Throws SessionRevoked when it was logged out at the same moment.
   */
  async keepOnlyThisSession(
    request: Request,
    response: Response,
    principal: Principal,
    authentication: Authentication | null,
  ): Promise<void> {
    const left = request.session.passport?.user;
    const { series, authentications = [] } = left ?? {};
    const hadSeries = series != null;
    const secondStep = hasSecondStep(authentications) || (hadSeries && (await this.series.hasPassedSecondStep(series)));
    await this.series.revokeAll(principal.id);
    const own = addressOf(request.sessionID)?.hash;
    if (left !== undefined) await this.accountSessions.endOfStamp(principal.hashTag, left.securityStamp, own);
    const issued = hadSeries ? await this.series.begin(principal, this.clients.of(request), secondStep) : undefined;
    const remember = issued && { ...issued, expiresAt: issued.expiresAt.getTime() };
    const leaves = { stillShows: false, remember };
    const shown = authentication === null ? [] : [authentication];
    await this.goOn(request, principal, issued?.selector ?? null, leaves, shown).catch(async (error: unknown) => {
      // Nobody will ever hold the new series.
      if (issued !== undefined) await this.series.revoke([issued.selector]);
      throw error;
    });
    if (issued !== undefined) this.rememberCookie.set(response, issued, issued.expiresAt);
    else this.rememberCookie.clear(request, response);
  }

  private async goOn(
    request: Request,
    principal: Principal,
    series: string | null,
    left: LeftBehind,
    added: readonly Authentication[],
  ): Promise<void> {
    const record = request.session.passport?.user;
    if (record === undefined) throw new Error('no session to renew');
    // An administrator who acts as somebody has not shown who that is, whatever a handler believes.
    if (record.impersonation !== undefined) throw new Problem('impersonating');
    const client = this.clients.of(request);
    const { signedInAt } = record;
    const authentications = added.reduce<readonly Authentication[]>(withAuthentication, record.authentications);
    const login = { principal, client, signedInAt, authentications, series };
    await this.regeneration.regenerate(request, login, left);
  }
}
