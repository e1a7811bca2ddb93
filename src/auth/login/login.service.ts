import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { SharedAddressWarning } from '../../http/client/proxy-warnings.js';
import { redirect, type RedirectOutcome } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { addressOf } from '../../sessions/record/session-id.js';
import { SessionsService } from '../../sessions/sessions.service.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import type { User } from '../../users/user.entity.js';
import { DeviceCookie } from '../rate-limit/device-cookie.js';
import type { Authentication } from './authentication.js';
import { type LoginStep, LoginSteps } from './login-steps.js';
import { beginPendingLogin, type PendingLogin, withStepPassed } from './pending-login.js';
import { PendingLoginCookie } from './pending-login.cookie.js';
import { type PassedStep, PendingLoginMarks } from './pending-login.marks.js';

export interface LoginOptions {
  /** This is true when remember-me was asked for. */
  readonly remember: boolean;
  /** This is where the person wants to go on to; it is judged here. */
  readonly next: unknown;
}

type Passed = Pick<PassedStep, 'step' | 'authentication'>;

/** This is a pending login at one of its steps, with its account. */
export interface LoginAtStep extends PendingLogin {
  readonly user: User;
  readonly step: string;
}

/** Leads from the first authentication to a session, by way of every step that is due. Nothing else starts a session. */
@Injectable()
export class LoginService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'sessionSecrets'>,
    private readonly sessions: SessionsService,
    private readonly steps: LoginSteps,
    private readonly cookie: PendingLoginCookie,
    private readonly marks: PendingLoginMarks,
    private readonly safeRedirect: SafeRedirect,
    private readonly devices: DeviceCookie,
    private readonly events: AccountEvents,
    private readonly addresses: SharedAddressWarning,
  ) {}

  /**
   * Takes the first authentication (a password, a passkey, a mailed link) and leads to the first step that is due,
   * else signs in.
   */
  async begin(
    request: Request,
    response: Response,
    user: User,
    authentication: Authentication,
    { remember, next }: LoginOptions,
  ): Promise<RedirectOutcome> {
    const begun = { authentications: [authentication], remember, next: this.safeRedirect.check(next), series: null };
    const login = beginPendingLogin(user, begun, this.settings.sessionSecrets[0] ?? '');
    const step = await this.steps.nextDue(user, login);
    if (step !== undefined) return this.leadTo(step, response, login);
    const principal = await this.sessions.startSession(request, response, user, login);
    this.cookie.clear(request, response);
    return this.welcome(request, response, user, principal, login.next);
  }

  /**
   * Takes a passed step; `authentication` is null where it authenticates nobody. It spends the cookie of this
   * request: of two requests one goes on, the same request again gets the same outcome, and another is not signed in.
   */
  async advance(
    request: Request,
    response: Response,
    { user, step, ...login }: LoginAtStep,
    authentication: Authentication | null,
  ): Promise<RedirectOutcome> {
    const before = await this.marks.spend(login, request, { step, authentication });
    if (before !== null && !this.marks.isRepeated(before, request)) throw new LoginRequired(undefined, '/login');
    return this.repeat(request, response, user, login, before ?? { step, authentication });
  }

  /** Answers a repetition of the request that has passed a step with the same outcome, without asking the step again. */
  repeat(request: Request, response: Response, user: User, login: PendingLogin, passed: Passed): Promise<RedirectOutcome> {
    return this.goOn(request, response, user, withStepPassed(login, passed.step, passed.authentication));
  }

  private async goOn(request: Request, response: Response, user: User, login: PendingLogin): Promise<RedirectOutcome> {
    const step = await this.steps.nextDue(user, login);
    return step === undefined ? this.finish(request, response, user, login) : this.leadTo(step, response, login);
  }

  private async finish(request: Request, response: Response, user: User, login: PendingLogin): Promise<RedirectOutcome> {
    const principal = await this.sessions.startSession(request, response, user, login);
    this.cookie.clear(request, response);
    // A logout came at the same moment, or the same request twice. This check follows the start, because a logout in
    // between would find nothing to revoke otherwise.
    if (!(await this.marks.finish(login, addressOf(request.sessionID)?.hash ?? ''))) {
      await this.sessions.revoke(request, response);
      throw new LoginRequired(undefined, '/login');
    }
    return this.welcome(request, response, user, principal, login.next);
  }

  private leadTo({ name, path }: LoginStep, response: Response, login: PendingLogin): RedirectOutcome {
    this.cookie.set(response, { ...login, stepPath: path });
    return redirect(path, { step: name });
  }

  private welcome(request: Request, response: Response, user: User, principal: Principal, next: string | null): RedirectOutcome {
    this.devices.set(request, response, user);
    this.events.announce('logged-in', { accountId: user.id });
    this.addresses.loggedIn(request);
    return redirect(this.safeRedirect.orDefault(next), { user: shownUser(principal) });
  }
}
