import { timingSafeEqual } from 'node:crypto';
import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type LoginAtStep, LoginService } from '../../../src/auth/login/login.service.js';
import { CurrentPendingLogin, PendingStep } from '../../../src/auth/login/pending-login.guard.js';
import { asTooManyAttempts } from '../../../src/auth/rate-limit/as-too-many-attempts.js';
import { LoginAttempts } from '../../../src/auth/rate-limit/login-attempt.js';
import { LoginLimits } from '../../../src/auth/rate-limit/login-limits.js';
import { InvalidForm } from '../../../src/http/errors/invalid-form.js';
import { FormPipe } from '../../../src/http/requests/form.pipe.js';
import { page } from '../../../src/http/responses/outcome.js';
import { CodeDto } from './code.dto.js';
import { CodePage } from './code.page.js';
import { CODES } from './code.step.js';

@PendingStep('code')
@Controller('login/code')
export class CodeController {
  constructor(
    private readonly logins: LoginService,
    private readonly limits: LoginLimits,
    private readonly attempts: LoginAttempts,
  ) {}

  @Get()
  show() {
    return page(CodePage, { next: null });
  }

  @Post()
  async check(
    @Body(FormPipe) form: CodeDto,
    @CurrentPendingLogin() login: LoginAtStep,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    // A place in the account's count before the look, so that codes cannot be guessed.
    const place = await this.limits.consumeAtStep(login.user, this.attempts.of(request)).catch(asTooManyAttempts(form));
    if (!isEqual(form.code, CODES.get(login.user.id) ?? '')) throw new InvalidForm('invalid_code', form);
    await place.succeed();
    return this.logins.advance(request, response, login, { method: 'code', at: Date.now() });
  }
}

function isEqual(typed: string, code: string): boolean {
  const [one, other] = [Buffer.from(typed), Buffer.from(code)];
  return one.length === other.length && timingSafeEqual(one, other);
}
