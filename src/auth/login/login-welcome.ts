import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SharedAddressWarning } from '../../http/client/proxy-warnings.js';
import { redirect, type RedirectOutcome } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { DeviceCookie } from '../rate-limit/device-cookie.js';
import type { Returned } from './account-return.js';

export interface StartedLogin extends Returned {
  readonly principal: Principal;
}

/** Tells whoever has logged in, and everybody who listens, that the session has begun. */
@Injectable()
export class LoginWelcome {
  constructor(
    private readonly safeRedirect: SafeRedirect,
    private readonly devices: DeviceCookie,
    private readonly events: AccountEvents,
    private readonly addresses: SharedAddressWarning,
  ) {}

  /** Returns the outcome of the login, and makes the browser one that is known for the account. */
  welcome(request: Request, response: Response, started: StartedLogin, next: string | null): RedirectOutcome {
    this.events.announce('logged-in', { accountId: started.user.id });
    this.addresses.loggedIn(request);
    return this.welcomeAgain(request, response, started, next);
  }

  /** Returns the same outcome for a login whose answer was lost: nobody is told of it twice. */
  welcomeAgain(request: Request, response: Response, started: StartedLogin, next: string | null): RedirectOutcome {
    const { user, principal, hasReturned } = started;
    this.devices.set(request, response, user);
    const told = hasReturned ? { deletionCancelled: true } : {};
    return redirect(this.safeRedirect.orDefault(next), { user: shownUser(principal), ...told });
  }
}
