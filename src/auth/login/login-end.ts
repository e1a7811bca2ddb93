import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { LoginRequired } from '../../http/errors/access-problems.js';
import type { RedirectOutcome } from '../../http/responses/outcome.js';
import { addressOf } from '../../sessions/record/session-id.js';
import { SessionsService } from '../../sessions/sessions.service.js';
import { SignOut } from '../../sessions/sign-out.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { AccountReturn } from './account-return.js';
import { DeviceTrust } from './device-trust.js';
import { LoginWelcome, type StartedLogin } from './login-welcome.js';
import { NewDevices } from './new-devices.js';
import type { PendingLogin } from './pending-login.js';
import { PendingLoginCookie } from './pending-login.cookie.js';
import { PendingLoginMarks } from './pending-login.marks.js';

/** Starts the session of a login that has passed every step. Only LoginService calls it, because it asks the steps. */
@Injectable()
export class LoginEnd {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly returns: AccountReturn,
    private readonly signOut: SignOut,
    private readonly cookie: PendingLoginCookie,
    private readonly marks: PendingLoginMarks,
    private readonly newDevices: NewDevices,
    private readonly trust: DeviceTrust,
    private readonly greeting: LoginWelcome,
  ) {}

  /** Ends a login that had no step after the first authentication. */
  async signIn(request: Request, response: Response, user: User, login: PendingLogin): Promise<RedirectOutcome> {
    await this.newDevices.tell(request, user, login);
    return this.greeting.welcome(request, response, await this.start(request, response, user, login), login.next);
  }

  /** Ends a pending login, once: its cookie is void from now on. */
  async finish(request: Request, response: Response, user: User, login: PendingLogin): Promise<RedirectOutcome> {
    await this.newDevices.tell(request, user, login);
    const started = await this.start(request, response, user, login);
    // The answer may get lost, and whoever sends the last form again is to get the same (see finishAgain).
    await this.sessions.awaitPresentation(request);
    // A logout came at the same moment, or the same request twice. This check follows the start, because a logout in
    // between would find nothing to revoke otherwise.
    if (!(await this.marks.finish(login, addressOf(request.sessionID)?.hash ?? ''))) return this.takeBack(request, response);
    return this.greeting.welcome(request, response, started, login.next);
  }

  /**
   * Ends a pending login again, for the same request whose answer was lost: the session that nobody has presented is
   * replaced. Returns null where somebody has presented it, where it was revoked, and where the login led to none.
   */
  async finishAgain(request: Request, response: Response, user: User, login: PendingLogin): Promise<RedirectOutcome | null> {
    const hash = await this.marks.sessionHashOf(login);
    const record = hash === null ? null : await this.signOut.revokeUnpresented({ hashTag: user.hashTag, hash });
    if (record === null || record.securityStamp !== user.securityStamp) return null;
    const started = await this.start(request, response, user, login);
    await this.sessions.awaitPresentation(request);
    const isOpen = await this.marks.finishAgain(login, addressOf(request.sessionID)?.hash ?? '');
    if (!isOpen) return this.takeBack(request, response);
    return this.greeting.welcomeAgain(request, response, started, login.next);
  }

  private async takeBack(request: Request, response: Response): Promise<never> {
    await this.signOut.revoke(request, response);
    throw new LoginRequired(undefined, '/login');
  }

  /** The login is whole now, so a closed account is its owner's again. */
  private async start(request: Request, response: Response, account: User, login: PendingLogin): Promise<StartedLogin> {
    const { user, hasReturned } = await this.returns.bringBack(request, account);
    // Otherwise the account might be removed under a session, because nothing has proven it.
    await this.users.keep(user);
    if (login.asksTrust === true) await this.trust.keep(request, response, user, login);
    const principal = await this.sessions.startSession(request, response, user, login);
    this.cookie.clear(request, response);
    return { user, principal, hasReturned };
  }
}
