import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentUser } from '../../../auth/access.decorators.js';
import { LoginClients } from '../../../auth/throttle/login-client.js';
import { PasswordChange } from '../../../auth/password-change.service.js';
import { Flash } from '../../../http/flash.js';
import { FormPipe } from '../../../http/form.pipe.js';
import { page, redirect } from '../../../http/outcome.js';
import { shownUser } from '../../../http/responder.js';
import { SessionsService } from '../../../sessions/sessions.service.js';
import type { Principal } from '../../../users/principal.js';
import { PasswordDto } from './password.dto.js';
import { PasswordPage } from './password.page.js';

@Controller('settings/password')
export class PasswordController {
  constructor(
    @Inject(PasswordChange) private readonly passwords: PasswordChange,
    @Inject(LoginClients) private readonly clients: LoginClients,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(FormPipe) private readonly forms: FormPipe,
    @Inject(Flash) private readonly flash: Flash,
  ) {}

  @Get()
  show() {
    return page(PasswordPage, { next: null });
  }

  @Post()
  async change(
    @Body() body: unknown,
    @CurrentUser() user: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { username, email } = user;
    const form = await this.forms.bind(PasswordDto, { ...Object(body), username, email });
    const principal = await this.passwords.change(user, form, this.clients.of(request));
    await this.sessions.goOnAlone(request, response, principal);
    this.flash.add(request, 'passwordChanged');
    return redirect('/settings', { user: shownUser(principal) });
  }
}
