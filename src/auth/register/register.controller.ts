import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Flash } from '../../http/responses/flash.js';
import { created, page } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { principalOfUser } from '../../users/principal/principal.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { GuestOnly, Public } from '../access/access.decorators.js';
import { LoginAttempts } from '../rate-limit/login-attempt.js';
import { RegisterPage } from './register.page.js';
import { RegistrationService } from './registration.service.js';

@Public()
@GuestOnly()
@Controller('register')
export class RegisterController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly clients: LoginAttempts,
    private readonly safeRedirect: SafeRedirect,
    private readonly flash: Flash,
  ) {}

  @Get()
  show(@Query('next') next: unknown) {
    return page(RegisterPage, { next: this.safeRedirect.check(next) });
  }

  @Post()
  async register(@Body() body: unknown, @Req() request: Request) {
    const { user, next } = await this.registration.register(body, this.clients.of(request));
    this.flash.add(request, 'accountCreated');
    const login = pathWithNext('/login', this.safeRedirect.check(next));
    return created('/profile', { user: shownUser(principalOfUser(user)) }, login);
  }
}
