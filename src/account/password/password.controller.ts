import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentUser, NotWhileImpersonating, SessionOnly } from '../../auth/access/access.decorators.js';
import { NewPasswordForms } from '../../auth/new-password-forms.js';
import { LoginAttempts } from '../../auth/rate-limit/login-attempt.js';
import { PasswordChangeService } from './password-change.service.js';
import { Flash } from '../../http/responses/flash.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { page, redirect } from '../../http/responses/outcome.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import { shownUser } from '../../http/responses/responder.js';
import { IdChange } from '../../sessions/express/id-change.js';
import { SessionRenewal } from '../../sessions/session-renewal.js';
import type { Principal } from '../../users/principal/principal.js';
import { PasswordDto } from './password.dto.js';
import { PasswordPage } from './password.page.js';

@NotWhileImpersonating()
@Controller('settings/password')
export class PasswordController {
  constructor(
    private readonly passwords: PasswordChangeService,
    private readonly clients: LoginAttempts,
    private readonly renewal: SessionRenewal,
    private readonly newPasswords: NewPasswordForms,
    private readonly forms: FormPipe,
    private readonly flash: Flash,
    private readonly idChange: IdChange,
    private readonly visitors: Visitors,
  ) {}

  @Get()
  show() {
    return page(PasswordPage, { next: null, rules: this.forms.rulesOf(PasswordDto) });
  }

  @Post()
  @SessionOnly()
  async change(
    @Body() body: unknown,
    @CurrentUser() user: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { username, email } = user;
    const client = this.clients.of(request);
    const form = await this.newPasswords
      .bind(PasswordDto, { ...Object(body), username, email })
      .catch((error) => this.passwords.tellCurrentPassword(error, user, client));
    // This comes before the current password is checked, because a repeated request finds another one by now.
    const change = async () => {
      const changed = await this.passwords.change(user, form, client, this.visitors.of(request));
      await this.renewal.keepOnlyThisSession(request, response, changed, { method: 'password', at: Date.now() });
      return changed;
    };
    const principal = await this.idChange.once(request, response, change, { isSpent: true });
    // A repeated request gets the cookie again, because the first answer with it got lost.
    await this.clients.keepDevice(request, response, principal.id);
    this.flash.add(request, 'passwordChanged');
    return redirect('/settings', { user: shownUser(principal) });
  }
}
