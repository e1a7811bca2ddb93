import { Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { page, redirect } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { SessionsService } from '../../sessions/sessions.service.js';
import { AccountEvents } from '../../users/account-events.js';
import { User } from '../../users/user.entity.js';
import { GuestOnly, Public } from '../access/access.decorators.js';
import { LocalAuthGuard, AuthenticatedUser } from './local-auth.guard.js';
import { DeviceCookie } from '../rate-limit/device-cookie.js';
import { isChecked } from '../../forms/checkbox.js';
import { LoginDto } from './login.dto.js';
import { LoginFormPage } from './login.page.js';
import { SharedAddressWarning } from '../../http/client/proxy-warnings.js';

@Public()
@Controller('login')
export class LoginController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly safeRedirect: SafeRedirect,
    private readonly devices: DeviceCookie,
    private readonly events: AccountEvents,
    private readonly addresses: SharedAddressWarning,
  ) {}

  @Get()
  @GuestOnly()
  show(@Query('next') next: unknown) {
    return page(LoginFormPage, { next: this.safeRedirect.check(next) });
  }

  @Post()
  @UseGuards(LocalAuthGuard)
  async logIn(
    @Body(FormPipe) { next, remember }: LoginDto,
    @AuthenticatedUser() user: User,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const principal = await this.sessions.start(request, response, user, isChecked(remember));
    this.devices.set(request, response, user);
    this.events.announce('logged-in', { accountId: user.id });
    this.addresses.loggedIn(request);
    return redirect(this.safeRedirect.orDefault(next), { user: shownUser(principal) });
  }
}
