import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { CurrentUser, FreshLogin } from '../../auth/access/access.decorators.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { Flash } from '../../http/responses/flash.js';
import { accepted, page } from '../../http/responses/outcome.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import { NeedsMail } from '../../mail/needs-mail.decorator.js';
import type { Principal } from '../../users/principal/principal.js';
import { EmailChanges } from './email-changes.service.js';
import { EmailDto } from './email.dto.js';
import { EmailPage } from './email.page.js';

const HERE = '/settings/email';

/** Lets people ask for another address. */
@NeedsMail()
@Controller('settings/email')
export class EmailController {
  constructor(
    private readonly changes: EmailChanges,
    private readonly visitors: Visitors,
    private readonly forms: FormPipe,
    private readonly flash: Flash,
  ) {}

  @Get()
  @FreshLogin()
  show() {
    return page(EmailPage, { next: null, rules: this.forms.rulesOf(EmailDto) });
  }

  @Post()
  @FreshLogin({ returnTo: HERE })
  async request(@Body(FormPipe) form: EmailDto, @CurrentUser() user: Principal, @Req() request: Request) {
    await this.changes.request(user, form, this.visitors.of(request));
    this.flash.add(request, 'emailChangeSent');
    return accepted('/settings');
  }
}
