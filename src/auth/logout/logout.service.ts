import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Flash } from '../../http/responses/flash.js';
import { done, type RedirectOutcome } from '../../http/responses/outcome.js';
import { liveRecordOf } from '../../sessions/express/lazy-session.js';
import { PendingLoginsService } from '../login/pending-logins.service.js';
import { SignOut } from '../../sessions/sign-out.js';
import { AccountEvents } from '../../users/account-events.js';
import { ImpersonatedSessions } from '../../sessions/impersonated-sessions.js';

/** Logs out, wherever the button is; the answer is the same when nobody was signed in. */
@Injectable()
export class LogoutService {
  constructor(
    private readonly signOut: SignOut,
    private readonly pendingLogins: PendingLoginsService,
    private readonly flash: Flash,
    private readonly events: AccountEvents,
    private readonly impersonated: ImpersonatedSessions,
  ) {}

  async logOut(request: Request, response: Response): Promise<RedirectOutcome> {
    const record = liveRecordOf(request);
    const actorId = record?.impersonation?.accountId;
    await this.pendingLogins.burn(request, response);
    // Of two clicks at once, one has revoked the session.
    const ended = await this.signOut.revoke(request, response);
    if (ended) this.events.announce('logged-out', { accountId: record?.accountId, actorId });
    // Whoever logs out of this browser means all of it.
    if (record !== undefined) await this.impersonated.logOutOwn(request, response, record, ended);
    this.flash.add(request, 'loggedOut');
    return done('/login');
  }
}
