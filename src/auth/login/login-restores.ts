import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { RestoreGate, type RestoredSeries } from '../../sessions/authentication/restore-gate.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { DeviceTrust } from './device-trust.js';
import { LoginSteps } from './login-steps.js';
import { beginPendingLogin, type PendingLogin } from './pending-login.js';
import { PendingLoginCookie } from './pending-login.cookie.js';

/** Asks the steps of a login before remember-me signs a browser in; a step that is due makes the restore a pending login. */
@Injectable()
export class LoginRestores extends RestoreGate {
  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'sessionSecrets'>,
    private readonly users: UsersService,
    private readonly steps: LoginSteps,
    private readonly cookie: PendingLoginCookie,
    private readonly safeRedirect: SafeRedirect,
    private readonly trust: DeviceTrust,
  ) {
    super();
  }

  isHeld(request: Request, selector: string | undefined): boolean {
    if (this.steps.areNone || selector === undefined) return false;
    const login = this.cookie.read(request);
    if (login === undefined || login.series !== selector || login.expiresAt <= Date.now()) return false;
    request.pendingStep = login.stepPath;
    return true;
  }

  async isDue(request: Request, { selector, user: id }: RestoredSeries): Promise<boolean> {
    if (this.steps.areNone) return false;
    const user = await this.users.findById(id);
    // A restore for no account goes no further, because the step would ask whom it is for.
    if (user === null) return true;
    const login = this.begin(user, selector, null, await this.trust.has(request, user));
    return (await this.steps.nextDue(user, login)) !== undefined;
  }

  async hold(request: Request, response: Response, { selector, user: id }: RestoredSeries): Promise<void> {
    const user = await this.users.findById(id);
    if (user === null) return;
    const next = request.method === 'GET' ? this.safeRedirect.check(request.originalUrl) : null;
    const login = this.begin(user, selector, next, await this.trust.has(request, user));
    const step = await this.steps.nextDue(user, login);
    if (step === undefined) return;
    this.cookie.set(response, { ...login, stepPath: step.path });
    request.pendingStep = step.path;
  }

  /** Begins a pending login without an authentication, because a restore is none: only the steps show who it is. */
  private begin(user: User, series: string, next: string | null, isTrusted: boolean): PendingLogin {
    const begun = { authentications: [], remember: true, next, series, isTrusted };
    return beginPendingLogin(user, begun, this.settings.sessionSecrets[0] ?? '');
  }
}
