import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Flash } from '../../http/responses/flash.js';
import { done } from '../../http/responses/outcome.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import { NeedsMail } from '../../mail/needs-mail.decorator.js';
import { TokenPages } from '../../tokens/token-pages.js';
import { NotWhileImpersonating, Public } from '../access/access.decorators.js';
import { LoginAttempts } from '../rate-limit/login-attempt.js';
import { PASSWORD_RESET } from './password-reset.mail.js';
import { PasswordResets } from './password-resets.service.js';

/** Lets whoever reads the mail of an account choose a new password for it. It signs nobody in. */
@Public()
@NeedsMail()
@NotWhileImpersonating()
@Controller('reset-password')
export class ResetPasswordController {
  constructor(
    private readonly pages: TokenPages,
    private readonly resets: PasswordResets,
    private readonly clients: LoginAttempts,
    private readonly visitors: Visitors,
    private readonly flash: Flash,
  ) {}

  @Get()
  show(@Query('token') text: unknown, @Req() request: Request) {
    return this.pages.show(text, request, PASSWORD_RESET);
  }

  @Post()
  async reset(@Body() body: unknown, @Req() request: Request) {
    await this.resets.reset(body, this.clients.of(request), this.visitors.of(request));
    this.flash.add(request, 'passwordReset');
    return done('/login');
  }
}
