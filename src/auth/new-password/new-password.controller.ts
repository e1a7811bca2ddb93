import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { onPage } from '../../http/requests/on-page.js';
import { page } from '../../http/responses/outcome.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import { type LoginAtStep, LoginService } from '../login/login.service.js';
import { CurrentPendingLogin, PendingStep } from '../login/pending-login.guard.js';
import { LoginAttempts } from '../rate-limit/login-attempt.js';
import { NewPasswordPage } from './new-password.page.js';
import { NewPasswords } from './new-passwords.service.js';

/** Asks for a new password at the end of a login whose account must change it. */
@PendingStep('new-password')
@Controller('login/new-password')
export class NewPasswordController {
  constructor(
    private readonly passwords: NewPasswords,
    private readonly logins: LoginService,
    private readonly clients: LoginAttempts,
    private readonly visitors: Visitors,
  ) {}

  @Get()
  show(@CurrentPendingLogin() login: LoginAtStep) {
    return page(NewPasswordPage, dataOf(login), { json: { next: null } });
  }

  @Post()
  async set(
    @Body() body: unknown,
    @CurrentPendingLogin() login: LoginAtStep,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    return onPage(
      NewPasswordPage,
      () => dataOf(login),
      async () => {
        const user = await this.passwords.set(login.user, body, this.clients.of(request), this.visitors.of(request));
        return this.logins.advance(request, response, { ...login, user }, null);
      },
    );
  }
}

function dataOf({ user: { username } }: LoginAtStep) {
  return { next: null, username };
}
