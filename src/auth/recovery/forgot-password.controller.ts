import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { Flash } from '../../http/responses/flash.js';
import { accepted, page } from '../../http/responses/outcome.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import { NeedsMail } from '../../mail/needs-mail.decorator.js';
import { isAccountEmail } from '../../users/rules/account-email.js';
import { Public } from '../access/access.decorators.js';
import { ForgotPasswordDto } from './forgot-password.dto.js';
import { ForgotPasswordPage } from './forgot-password.page.js';
import { ForgottenPasswords } from './forgotten-passwords.service.js';

/** Mails a link by which a new password is chosen, and tells nobody whether an account has the address. */
@Public()
@NeedsMail()
@Controller('forgot-password')
export class ForgotPasswordController {
  constructor(
    private readonly forgotten: ForgottenPasswords,
    private readonly visitors: Visitors,
    private readonly forms: FormPipe,
    private readonly flash: Flash,
  ) {}

  @Get()
  show(@Query('email') email: unknown) {
    const typed = typeof email === 'string' && isAccountEmail(email) ? { values: { email } } : {};
    return page(ForgotPasswordPage, { next: null, rules: this.forms.rulesOf(ForgotPasswordDto) }, typed);
  }

  @Post()
  async request(@Body(FormPipe) form: ForgotPasswordDto, @Req() request: Request) {
    await this.forgotten.mailLink(form, this.visitors.of(request));
    this.flash.add(request, 'resetLinkSent');
    return accepted('/login');
  }
}
