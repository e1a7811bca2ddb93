import { Body, Controller, Get, Inject, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { FormPipe } from '../../http/form.pipe.js';
import { FormRefused } from '../../http/form-refused.js';
import { page, redirect } from '../../http/outcome.js';
import { shownUser } from '../../http/responder.js';
import { SafeRedirect } from '../../http/safe-redirect.js';
import { SessionsService } from '../../sessions/sessions.service.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal.js';
import { CurrentUser } from '../access.decorators.js';
import { AuthService } from '../auth.service.js';
import { LoginClients } from '../throttle/login-client.js';
import { refusedTry } from '../throttle/refused-try.js';
import { ConfirmDto } from './confirm.dto.js';
import { ConfirmPage } from './confirm.page.js';

/** The password once more: the session is fresh again, under a new id. */
@Controller('confirm')
export class ConfirmController {
  constructor(
    @Inject(AuthService) private readonly auth: AuthService,
    @Inject(LoginClients) private readonly clients: LoginClients,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(SafeRedirect) private readonly safeRedirect: SafeRedirect,
    @Inject(AccountEvents) private readonly events: AccountEvents,
  ) {}

  @Get()
  show(@Query('next') next: unknown) {
    return page(ConfirmPage, { next: this.safeRedirect.check(next) });
  }

  @Post()
  async confirm(@Body(FormPipe) form: ConfirmDto, @CurrentUser() principal: Principal, @Req() request: Request) {
    // Only the person's own password: no name is taken from the form.
    const user = await this.auth.verifyAccount(principal.id, form.password, this.clients.of(request)).catch(refusedTry(form));
    if (user === null) throw new FormRefused('invalid_credentials', form);
    await this.sessions.renew(request, principal);
    this.events.announce('login-confirmed', { accountId: principal.id });
    return redirect(this.safeRedirect.orDefault(form.next), { user: shownUser(principal) });
  }
}
