import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { NotWhileImpersonating, Public } from '../../auth/access/access.decorators.js';
import { Flash } from '../../http/responses/flash.js';
import { redirect } from '../../http/responses/outcome.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import { NeedsMail } from '../../mail/needs-mail.decorator.js';
import { TokenPages } from '../../tokens/token-pages.js';
import { EMAIL_CHANGE } from './email-change.mail.js';
import { EMAIL_UNDO } from './email-changed.mail.js';
import { EmailConfirmations } from './email-confirmations.service.js';
import { EmailUndo } from './email-undo.service.js';

/** Changes an address, and takes the change back, for whoever holds the mailed link. */
@Public()
@NeedsMail()
@NotWhileImpersonating()
@Controller()
export class EmailLinksController {
  constructor(
    private readonly pages: TokenPages,
    private readonly confirmations: EmailConfirmations,
    private readonly undos: EmailUndo,
    private readonly visitors: Visitors,
    private readonly flash: Flash,
  ) {}

  @Get('confirm-email')
  showChange(@Query('token') text: unknown, @Req() request: Request) {
    return this.pages.show(text, request, EMAIL_CHANGE);
  }

  @Post('confirm-email')
  async confirm(@Body() body: unknown, @Req() request: Request) {
    const { id } = await this.confirmations.confirm(tokenIn(body), this.visitors.of(request));
    this.flash.add(request, 'emailChanged');
    return redirect(request.user?.id === id ? '/settings' : '/login', {});
  }

  @Get('undo-email-change')
  showUndo(@Query('token') text: unknown, @Req() request: Request) {
    return this.pages.show(text, request, EMAIL_UNDO);
  }

  @Post('undo-email-change')
  async undo(@Body() body: unknown, @Req() request: Request) {
    await this.undos.undo(tokenIn(body), this.visitors.of(request));
    this.flash.add(request, 'emailChangeUndone');
    return redirect('/login', {});
  }
}

/** A body that is no form, or whose token is no text, holds no link. */
function tokenIn(body: unknown): unknown {
  return Reflect.get(Object(body) as object, 'token');
}
