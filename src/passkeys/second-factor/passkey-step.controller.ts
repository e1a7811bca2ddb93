import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type LoginAtStep, LoginService } from '../../auth/login/login.service.js';
import { CurrentPendingLogin, PendingStep } from '../../auth/login/pending-login.guard.js';
import { Limit } from '../../auth/rate-limit/limit.decorator.js';
import { isChecked } from '../../forms/checkbox.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { asInvalidPasskey } from '../as-invalid-passkey.js';
import { PasskeyAuthentication } from '../passkey-authentication.js';
import { PasskeyOptions } from '../passkey-options.js';
import { SecondStep } from '../../second-factor/login/second-step.service.js';
import { PasskeyStepDto } from './passkey-step.dto.js';

/** Takes a passkey as the second step of a login that has begun with a password. */
@PendingStep('second-factor')
@Controller('login/second-factor/passkey')
export class PasskeyStepController {
  constructor(
    private readonly options: PasskeyOptions,
    private readonly authentication: PasskeyAuthentication,
    private readonly logins: LoginService,
    private readonly step: SecondStep,
    private readonly forms: FormPipe,
  ) {}

  @Post('options')
  @HttpCode(200)
  @Limit('1200/15m', { by: 'address' })
  optionsForStep(
    @CurrentPendingLogin() { id, user }: LoginAtStep,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.options.toProve(request, response, user.id, 'second-factor', id);
  }

  @Post()
  async pass(
    @Body() body: unknown,
    @CurrentPendingLogin() login: LoginAtStep,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const refused = (error: unknown): Promise<never> => this.step.showAgain(error, login, false);
    const form = await this.forms.bind(PasskeyStepDto, body).catch(refused);
    const demand = { purpose: 'second-factor', whose: login.id, accountId: login.user.id } as const;
    const { authentication } = await this.authentication
      .take(request, response, form.response, demand)
      .catch(asInvalidPasskey(form))
      .catch(refused);
    return this.logins.advance(request, response, { ...login, asksTrust: isChecked(form.trust) }, authentication);
  }
}
