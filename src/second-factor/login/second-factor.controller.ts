import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type LoginAtStep, LoginService } from '../../auth/login/login.service.js';
import { CurrentPendingLogin, PendingStep } from '../../auth/login/pending-login.guard.js';
import { isChecked } from '../../forms/checkbox.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { page, type RedirectOutcome } from '../../http/responses/outcome.js';
import { FewCodes } from './few-codes.service.js';
import { SecondFactorDto } from './second-factor.dto.js';
import { SecondFactorPage } from './second-factor.page.js';
import { SecondStep } from './second-step.service.js';

/** Asks for a code after the password. */
@PendingStep('second-factor')
@Controller('login/second-factor')
export class SecondFactorController {
  constructor(
    private readonly step: SecondStep,
    private readonly logins: LoginService,
    private readonly forms: FormPipe,
    private readonly fewCodes: FewCodes,
  ) {}

  @Get()
  async show(@CurrentPendingLogin() login: LoginAtStep, @Query('recovery') recovery: unknown) {
    const data = await this.step.pageData(login, recovery !== undefined);
    const { passkeyButton: _part, recovery: _keyboard, ...json } = data;
    return page(SecondFactorPage, data, { json });
  }

  @Post()
  async check(
    @Body() body: unknown,
    @CurrentPendingLogin() login: LoginAtStep,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RedirectOutcome> {
    const isRecovery = Boolean(Reflect.get(Object(body) as object, 'recovery'));
    const refused = (error: unknown): Promise<never> => this.step.showAgain(error, login, isRecovery);
    const form = await this.forms.bind(SecondFactorDto, body).catch(refused);
    const shown = await this.step.check(form, login, request, response).catch(refused);
    const outcome = await this.logins.advance(request, response, { ...login, asksTrust: isChecked(form.trust) }, shown);
    return this.fewCodes.tell(request, login.user.id, shown, outcome);
  }
}
