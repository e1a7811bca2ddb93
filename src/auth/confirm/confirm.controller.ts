import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { page, redirect } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { IdChange } from '../../sessions/express/id-change.js';
import { SessionsService } from '../../sessions/sessions.service.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { CurrentUser, SessionOnly } from '../access/access.decorators.js';
import { AuthService } from '../auth.service.js';
import { LoginAttempts } from '../rate-limit/login-attempt.js';
import { asTooManyAttempts } from '../rate-limit/as-too-many-attempts.js';
import { ConfirmDto } from './confirm.dto.js';
import { ConfirmPage } from './confirm.page.js';

/** Asks for the password once more: the session is fresh again, under a new id. */
@Controller('confirm')
export class ConfirmController {
  constructor(
    private readonly auth: AuthService,
    private readonly clients: LoginAttempts,
    private readonly sessions: SessionsService,
    private readonly safeRedirect: SafeRedirect,
    private readonly events: AccountEvents,
    private readonly idChange: IdChange,
  ) {}

  @Get()
  show(@Query('next') next: unknown) {
    return page(ConfirmPage, { next: this.safeRedirect.check(next) });
  }

  @Post()
  @SessionOnly()
  async confirm(
    @Body(FormPipe) form: ConfirmDto,
    @CurrentUser() user: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const principal = await this.idChange.once(request, response, () => this.reauthenticate(form, user, request));
    await this.clients.keepDevice(request, response, principal.id);
    return redirect(this.safeRedirect.orDefault(form.next), { user: shownUser(principal) });
  }

  private async reauthenticate(form: ConfirmDto, principal: Principal, request: Request): Promise<Principal> {
    // The password has to be the person's own, so no name is taken from the form.
    const user = await this.auth
      .verifyAccount(principal.id, form.password, this.clients.of(request))
      .catch(asTooManyAttempts(form));
    if (user === null) throw new InvalidForm('invalid_credentials', form);
    await this.sessions.reauthenticate(request, principal);
    this.events.announce('login-confirmed', { accountId: principal.id });
    return principal;
  }
}
