import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { redirect, type RedirectOutcome } from '../../http/responses/outcome.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { levelOf } from '../../sessions/record/authentication.js';
import { refuseImpersonation } from '../access/not-impersonated.guard.js';
import type { Authentication } from './authentication.js';
import { DeviceTrust } from './device-trust.js';
import { LoginEnd } from './login-end.js';
import { type LoginStep, LoginSteps } from './login-steps.js';
import { beginPendingLogin, type PendingLogin, type StepResult, untrusted, withStepPassed } from './pending-login.js';
import { PendingLoginCookie } from './pending-login.cookie.js';
import { PendingLoginMarks } from './pending-login.marks.js';

export interface LoginOptions {
  /** This is true when remember-me was asked for. */
  readonly remember: boolean;
  /** This is where the person wants to go on to; it is judged here. */
  readonly next: unknown;
}

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
    private readonly users: UsersService,
    private readonly steps: LoginSteps,
    private readonly cookie: PendingLoginCookie,
    private readonly marks: PendingLoginMarks,
    private readonly safeRedirect: SafeRedirect,
    private readonly trust: DeviceTrust,
    private readonly end: LoginEnd,
  ) {}

  /**
   * Takes the first authentication (a password, a passkey, a mailed link) and leads to the first step that is due,
   * else signs in. Throws `impersonating` where an administrator acts as somebody: they stop first, which is written down.
   */
  async begin(
    request: Request,
    response: Response,
    user: User,
    authentication: Authentication,
    { remember, next }: LoginOptions,
  ): Promise<RedirectOutcome> {
    refuseImpersonation(request);
    // The account that was read knows nothing of this login yet.
    const isFirst = user.firstSignedInAt === null;
    const isTrusted = levelOf([authentication]) < 2 && (await this.trust.has(request, user));
    const authentications = isTrusted ? [authentication, { method: 'trusted-device', at: authentication.at }] : [authentication];
    const begun = { authentications, remember, next: this.safeRedirect.check(next), series: null, isFirst, isTrusted };
    const login = beginPendingLogin(user, begun, this.settings.sessionSecrets[0] ?? '');
    const step = await this.steps.nextDue(user, login);
    if (step !== undefined) return this.leadTo(step, response, login);
    return this.end.signIn(request, response, user, login);
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
    refuseImpersonation(request);
    const result = { step, authentication, asksTrust: login.asksTrust };
    const before = await this.marks.spend(login, request, result);
    if (before !== null && !this.marks.isRepeated(before, request)) throw new LoginRequired(undefined, '/login');
    return this.repeat(request, response, user, login, before ?? result);
  }

  /** Answers a repetition of the request that has passed a step with the same outcome, without asking the step again. */
  repeat(request: Request, response: Response, user: User, login: PendingLogin, passed: StepResult): Promise<RedirectOutcome> {
    return this.goOn(request, response, user, withStepPassed(login, passed));
  }

  /**
   * Answers a repetition of the request that has passed the last step, whose pending login is over, with another
   * session in the place of the one that nobody has presented. Returns null where there is none.
   */
  async repeatLast(
    request: Request,
    response: Response,
    login: PendingLogin,
    passed: StepResult,
  ): Promise<RedirectOutcome | null> {
    const user = await this.users.findById(login.accountId);
    if (user === null || !user.active || login.expiresAt <= Date.now()) return null;
    const whole = withStepPassed(login, passed);
    // Its stamp may be a new one, because the step itself has changed it: the session says under which one it began.
    if ((await this.steps.nextDue(user, whole)) !== undefined) return null;
    return this.end.finishAgain(request, response, user, whole);
  }

  private async goOn(request: Request, response: Response, user: User, begun: PendingLogin): Promise<RedirectOutcome> {
    // A trust may end while a login waits at a later step; what it spared is asked then.
    const isTrusted = begun.isTrusted === true && (await this.trust.has(request, user));
    const login = begun.isTrusted === true && !isTrusted ? untrusted(begun) : begun;
    const step = await this.steps.nextDue(user, login);
    return step === undefined ? this.end.finish(request, response, user, login) : this.leadTo(step, response, login);
  }

  private leadTo({ name, path }: LoginStep, response: Response, login: PendingLogin): RedirectOutcome {
    this.cookie.set(response, { ...login, stepPath: path });
    return redirect(path, { step: name });
  }
}
