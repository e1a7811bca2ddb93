import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type LoginAtStep, LoginService } from '../../auth/login/login.service.js';
import { CurrentPendingLogin, PendingStep } from '../../auth/login/pending-login.guard.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { onPage } from '../../http/requests/on-page.js';
import { page } from '../../http/responses/outcome.js';
import { TotpDto } from '../codes/totp.dto.js';
import { LostSetUps } from './lost-set-ups.service.js';
import { SetUpPage } from './set-up.page.js';
import { SetUpAtLogin } from './set-up-at-login.service.js';

/** Lets people set up the second factor that they must have, before their session begins. */
@PendingStep('second-factor-set-up')
@Controller('login/second-factor/set-up')
export class SetUpController {
  constructor(
    private readonly form: SetUpAtLogin,
    private readonly logins: LoginService,
    private readonly lost: LostSetUps,
    private readonly forms: FormPipe,
  ) {}

  @Get()
  show(@CurrentPendingLogin() login: LoginAtStep, @Res({ passthrough: true }) response: Response) {
    const data = this.form.pageData(response, login);
    return page(SetUpPage, data, { json: { secret: data.secret, uri: data.uri } });
  }

  @Post()
  async setUp(
    @Body() body: unknown,
    @CurrentPendingLogin() login: LoginAtStep,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    return onPage(
      SetUpPage,
      () => this.form.pageData(response, login),
      async () => {
        const recoveryCodes = await this.form.setUp(request, login, await this.forms.bind(TotpDto, body));
        const outcome = await this.logins.advance(request, response, login, { method: 'totp', at: Date.now() });
        return this.lost.show(request, outcome, recoveryCodes);
      },
    );
  }
}
