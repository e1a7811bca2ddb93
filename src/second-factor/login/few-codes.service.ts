import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Authentication } from '../../auth/login/authentication.js';
import { Flash } from '../../http/responses/flash.js';
import type { RedirectOutcome } from '../../http/responses/outcome.js';
import { RecoveryCodes } from '../codes/recovery-codes.service.js';

/** Whoever has no more recovery codes than this is told at a login by one. */
const FEW_CODES = 3;

/** Tells people who have logged in by a recovery code when only a few are left. */
@Injectable()
export class FewCodes {
  constructor(
    private readonly recoveryCodes: RecoveryCodes,
    private readonly flash: Flash,
  ) {}

  /** Returns the outcome with what there is to tell; `shown` is what the step has taken. */
  async tell(
    request: Request,
    accountId: string,
    shown: Authentication | null,
    outcome: RedirectOutcome,
  ): Promise<RedirectOutcome> {
    if (shown?.method !== 'recovery-code') return outcome;
    const left = await this.recoveryCodes.countLeft(accountId);
    if (left > FEW_CODES) return outcome;
    this.flash.add(request, 'fewRecoveryCodes');
    return outcome.withJson({ ...outcome.json.body, recoveryCodesLeft: left });
  }
}
