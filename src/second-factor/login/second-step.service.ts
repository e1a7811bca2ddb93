import { Injectable, Optional } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PasskeyButton } from '../../auth/access/passkey-button.js';
import type { LoginAtStep } from '../../auth/login/login.service.js';
import { PendingLoginCookie } from '../../auth/login/pending-login.cookie.js';
import { PendingLoginMarks } from '../../auth/login/pending-login.marks.js';
import { asTooManyAttempts } from '../../auth/rate-limit/as-too-many-attempts.js';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { Flash } from '../../http/responses/flash.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import type { Authentication } from '../../sessions/record/authentication.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { CodeLimits } from '../codes/code-limits.js';
import { SecondFactorCodes } from '../codes/second-factor-codes.service.js';
import { SecondFactorSettings } from '../second-factor.settings.js';
import { SecondFactorStatusService } from '../second-factor-status.service.js';
import type { SecondFactorDto } from './second-factor.dto.js';
import { SecondFactorPage, type SecondFactorPageData } from './second-factor.page.js';

/** Checks codes at the second step of a login, and ends a login that gets it wrong five times. */
@Injectable()
export class SecondStep {
  constructor(
    private readonly codes: SecondFactorCodes,
    private readonly limits: CodeLimits,
    private readonly status: SecondFactorStatusService,
    private readonly settings: SecondFactorSettings,
    private readonly cookie: PendingLoginCookie,
    private readonly marks: PendingLoginMarks,
    private readonly visitors: Visitors,
    private readonly flash: Flash,
    @Optional() private readonly passkeyButton?: PasskeyButton,
  ) {}

  /** Returns what the page of this login shows. */
  async pageData({ user }: LoginAtStep, recovery: boolean): Promise<SecondFactorPageData> {
    const { codes, passkeys } = await this.status.of(user.id);
    const mayTrust = this.settings.secondFactorTrust > 0;
    return { next: null, codes, passkeys: passkeys > 0, mayTrust, recovery, passkeyButton: this.passkeyButton?.show };
  }

  /**
   * Uses the code and returns what it has shown. It returns null where this very request has passed the step at another
   * instance meanwhile. Throws InvalidForm for a wrong code, and LoginRequired for the fifth.
   */
  async check(form: SecondFactorDto, login: LoginAtStep, request: Request, response: Response): Promise<Authentication | null> {
    const by = this.visitors.of(request);
    const shown = await this.codes.verify(login.user, form.code, by).catch(asTooManyAttempts(withoutCode(form)));
    if (shown !== null) return shown;
    const passed = await this.marks.spent(login);
    if (passed !== null && this.marks.isRepeated(passed, request)) return null;
    if (!(await this.limits.isLastOf(login.id, login.user, by))) throw new InvalidForm('invalid_code', withoutCode(form));
    await this.marks.burn(login);
    this.cookie.clear(request, response);
    this.flash.add(request, 'tooManyWrongCodes');
    throw new LoginRequired(undefined, pathWithNext('/login', login.next));
  }

  /** Is for `catch`: shows a refused form on the page of this login again. */
  async showAgain(error: unknown, login: LoginAtStep, recovery: boolean): Promise<never> {
    if (!(error instanceof InvalidForm)) throw error;
    throw error.shownOn(SecondFactorPage, await this.pageData(login, recovery));
  }
}

/** A code is never shown again. */
function withoutCode(form: SecondFactorDto): SecondFactorDto {
  return Object.assign(Object.create(Object.getPrototypeOf(form) as object) as SecondFactorDto, form, { code: '' });
}
