import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Flash } from '../../http/responses/flash.js';
import { done, type RedirectOutcome } from '../../http/responses/outcome.js';
import { liveRecordOf } from '../../sessions/express/lazy-session.js';
import { PendingLoginsService } from '../login/pending-logins.service.js';
import { SessionsService } from '../../sessions/sessions.service.js';
import { AccountEvents } from '../../users/account-events.js';

/** Logs out, wherever the button is; the answer is the same when nobody was signed in. */
@Injectable()
export class LogoutService {
  constructor(
    private readonly sessions: SessionsService,
    private readonly pendingLogins: PendingLoginsService,
    private readonly flash: Flash,
    private readonly events: AccountEvents,
  ) {}

  async logOut(request: Request, response: Response): Promise<RedirectOutcome> {
    const accountId = liveRecordOf(request)?.accountId;
    await this.pendingLogins.burn(request, response);
    // Of two clicks at once, one has revoked the session.
    const ended = await this.sessions.revoke(request, response);
    if (ended) this.events.announce('logged-out', { accountId });
    this.flash.add(request, 'loggedOut');
    return done('/login');
  }
}
