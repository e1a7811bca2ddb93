import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../../auth/access/access.decorators.js';
import { noteLoginArrival } from '../../auth/login/login-arrival.js';
import { LoginService } from '../../auth/login/login.service.js';
import { RepeatedLogin } from '../../auth/login/repeated-login.js';
import { Limit } from '../../auth/rate-limit/limit.decorator.js';
import { isChecked } from '../../forms/checkbox.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { asInvalidPasskey } from '../as-invalid-passkey.js';
import { PasskeyOptions } from '../passkey-options.js';
import { PasskeyAccounts } from './passkey-accounts.service.js';
import { PasskeyLoginDto } from './passkey-login.dto.js';

/** Logs people in by a passkey, without a name and without a password. */
@Public()
@Controller('login/passkey')
export class PasskeyLoginController {
  constructor(
    private readonly options: PasskeyOptions,
    private readonly accounts: PasskeyAccounts,
    private readonly repeated: RepeatedLogin,
    private readonly logins: LoginService,
  ) {}

  @Post('options')
  @HttpCode(200)
  @Limit('1200/15m', { by: 'address' })
  optionsToLogIn(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<object> {
    return this.options.toLogIn(request, response);
  }

  @Post()
  async logIn(@Body(FormPipe) form: PasskeyLoginDto, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    noteLoginArrival(request);
    const { user, shown } = await this.accounts.authenticate(request, response, form.response).catch(asInvalidPasskey(form));
    const options = { remember: isChecked(form.remember), next: form.next };
    return this.repeated.alone(request, response, shown.challenge, () =>
      this.logins.begin(request, response, user, shown.authentication, options),
    );
  }
}
