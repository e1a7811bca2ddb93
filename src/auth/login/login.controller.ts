import { Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { page } from '../../http/responses/outcome.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { User } from '../../users/user.entity.js';
import { GuestOnly, Public } from '../access/access.decorators.js';
import { LocalAuthGuard, AuthenticatedUser } from './local-auth.guard.js';
import { isChecked } from '../../forms/checkbox.js';
import { BreachedLogin } from './breached-login.js';
import { LoginDto } from './login.dto.js';
import { RepeatedLogin } from './repeated-login.js';
import { LoginFormPage } from './login.page.js';
import { LoginService } from './login.service.js';

@Public()
@Controller('login')
export class LoginController {
  constructor(
    private readonly repeated: RepeatedLogin,
    private readonly logins: LoginService,
    private readonly safeRedirect: SafeRedirect,
    private readonly breached: BreachedLogin,
  ) {}

  @Get()
  @GuestOnly()
  show(@Query('next') next: unknown) {
    return page(LoginFormPage, { next: this.safeRedirect.check(next) });
  }

  @Post()
  @UseGuards(LocalAuthGuard)
  async logIn(
    @Body(FormPipe) { password: typed, next, remember, formId }: LoginDto,
    @AuthenticatedUser() user: User,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    await this.breached.look(user, typed);
    const password = { method: 'password', at: Date.now() };
    return this.repeated.alone(request, response, formId, () =>
      this.logins.begin(request, response, user, password, { remember: isChecked(remember), next }),
    );
  }
}
