import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { LoginStep, type RepeatedStep } from '../../auth/login/login-steps.js';
import type { PendingLogin } from '../../auth/login/pending-login.js';
import type { Outcome } from '../../http/responses/outcome.js';
import { StartError } from '../../lifecycle/start-error.js';
import { levelOf } from '../../sessions/record/authentication.js';
import type { Principal } from '../../users/principal/principal.js';
import type { User } from '../../users/user.entity.js';
import { SecretCipher } from '../codes/secret-cipher.js';
import { SecondFactorSettings } from '../second-factor.settings.js';
import { SecondFactorStatusService } from '../second-factor-status.service.js';
import { LostSetUps } from './lost-set-ups.service.js';

/**
 * Leads whoever must have a second factor, and has none that a login by password asks for, to set one up before the
 * session begins. A restore is not asked: it has shown nothing, and a thief of its cookie must not set up a factor.
 */
@Injectable()
export class SetUpStep extends LoginStep {
  readonly name = 'second-factor-set-up';
  readonly path = '/login/second-factor/set-up';
  /** It comes after the proof of the address, so that nobody sets one up for an account with somebody else's address. */
  readonly order = 950;

  constructor(
    private readonly settings: SecondFactorSettings,
    private readonly status: SecondFactorStatusService,
    private readonly lost: LostSetUps,
    cipher: SecretCipher,
  ) {
    super();
    // Nobody could log in who has to set codes up, and to ask nobody would be less than the operator has asked for.
    if (settings.requireSecondFactor !== 'off' && !cipher.isAble)
      throw new StartError('REQUIRE_SECOND_FACTOR needs ENCRYPTION_KEY, because without it nobody can set codes up');
  }

  async isDue(user: User, { authentications }: PendingLogin): Promise<boolean> {
    const { requireSecondFactor: required } = this.settings;
    if (required === 'off' || (required === 'admins' && !user.roles.includes('admin'))) return false;
    return levelOf(authentications) < 2 && !(await this.status.asksAfterPassword(user));
  }

  override async repeated(request: Request, { login, outcome }: RepeatedStep): Promise<Outcome> {
    const codes = await this.lost.codesOf(request, login);
    return codes === undefined ? outcome : this.lost.show(request, outcome, codes);
  }

  override repeatedSignedIn(request: Request, user: Principal): Promise<Outcome | null> {
    return this.lost.showAgain(request, user);
  }
}
