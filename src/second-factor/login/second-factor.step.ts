import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { LoginStep, type RepeatedStep } from '../../auth/login/login-steps.js';
import type { PendingLogin } from '../../auth/login/pending-login.js';
import type { Outcome } from '../../http/responses/outcome.js';
import { levelOf } from '../../sessions/record/authentication.js';
import { SeriesService } from '../../sessions/remember-me/series.service.js';
import type { User } from '../../users/user.entity.js';
import { SecondFactorStatusService } from '../second-factor-status.service.js';
import { FewCodes } from './few-codes.service.js';

/** Asks for a second factor after the first one, unless the login has shown two or comes from a trusted device. */
@Injectable()
export class SecondFactorStep extends LoginStep {
  readonly name = 'second-factor';
  readonly path = '/login/second-factor';
  readonly order = 200;

  constructor(
    private readonly status: SecondFactorStatusService,
    private readonly series: SeriesService,
    private readonly fewCodes: FewCodes,
  ) {
    super();
  }

  async isDue(user: User, { authentications, isTrusted }: PendingLogin): Promise<boolean> {
    if (isTrusted === true || levelOf(authentications) === 2) return false;
    // Whoever wants a passkey asked for after the password has shown it in the place of the password.
    const hasShownPasskey = authentications.some(({ method }) => method === 'passkey');
    return hasShownPasskey ? this.status.hasCodes(user.id) : this.status.asksAfterPassword(user);
  }

  override repeated(request: Request, { login, passed, outcome }: RepeatedStep): Promise<Outcome> {
    return this.fewCodes.tell(request, login.accountId, passed.authentication, outcome);
  }

  /** A series whose login has passed this step is spared it; one that began before there was a second factor is not. */
  override async isDueOnRestore(user: User, em: EntityManager, { series, isTrusted }: PendingLogin): Promise<boolean> {
    if (isTrusted === true || !(await this.status.asksAfterPassword(user, em))) return false;
    return series === null || !(await this.series.hasPassedSecondStep(series, em));
  }
}
