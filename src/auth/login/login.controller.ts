import { Body, Controller, Get, Inject, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FormPipe } from '../../http/form.pipe.js';
import { page, redirect } from '../../http/outcome.js';
import { shownUser } from '../../http/responder.js';
import { SafeRedirect } from '../../http/safe-redirect.js';
import { SessionsService } from '../../sessions/sessions.service.js';
import { AccountEvents } from '../../users/account-events.js';
import { User } from '../../users/user.entity.js';
import { GuestOnly, Public } from '../access.decorators.js';
import { LocalAuthGuard, ProvenUser } from '../local-auth.guard.js';
import { DeviceCookie } from '../throttle/device-cookie.js';
import { isChecked } from '../../forms/checkbox.js';
import { LoginDto } from './login.dto.js';
import { LoginPage } from './login.page.js';
import { OneAddressForAll } from './one-address-for-all.js';

@Public()
@Controller('login')
export class LoginController {
  constructor(
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(SafeRedirect) private readonly safeRedirect: SafeRedirect,
    @Inject(DeviceCookie) private readonly devices: DeviceCookie,
    @Inject(AccountEvents) private readonly events: AccountEvents,
    @Inject(OneAddressForAll) private readonly addresses: OneAddressForAll,
  ) {}

  @Get()
  @GuestOnly()
  show(@Query('next') next: unknown) {
    return page(LoginPage, { next: this.safeRedirect.check(next) });
  }

  @Post()
  @UseGuards(LocalAuthGuard)
  async logIn(
    @Body(FormPipe) { next, remember }: LoginDto,
    @ProvenUser() user: User,
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
