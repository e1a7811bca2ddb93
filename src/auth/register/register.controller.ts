import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Flash } from '../../http/responses/flash.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { accepted, created, page } from '../../http/responses/outcome.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import { shownUser } from '../../http/responses/responder.js';
import { ThereIf } from '../../http/routing/route-condition.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { principalOfUser } from '../../users/principal/principal.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { GuestOnly, Public } from '../access/access.decorators.js';
import { RegistrationSettings } from '../pending-registration/registration.settings.js';
import { LoginAttempts } from '../rate-limit/login-attempt.js';
import { VerificationMails } from '../verification/verification-mails.service.js';
import { RegisterDto } from './register.dto.js';
import { DiscreetRegistration } from './discreet-registration.service.js';
import { RegisterPage } from './register.page.js';
import { RegistrationCondition } from './registration.condition.js';
import { RegistrationService } from './registration.service.js';

@Public()
@ThereIf(RegistrationCondition)
@GuestOnly()
@Controller('register')
export class RegisterController {
  constructor(
    private readonly settings: RegistrationSettings,
    private readonly registration: RegistrationService,
    private readonly discreetly: DiscreetRegistration,
    private readonly verification: VerificationMails,
    private readonly clients: LoginAttempts,
    private readonly visitors: Visitors,
    private readonly safeRedirect: SafeRedirect,
    private readonly flash: Flash,
    private readonly forms: FormPipe,
  ) {}

  @Get()
  show(@Query('next') next: unknown) {
    return page(RegisterPage, { next: this.safeRedirect.check(next), rules: this.forms.rulesOf(RegisterDto) });
  }

  @Post()
  async register(@Body() body: unknown, @Req() request: Request) {
    const [client, visitor] = [this.clients.of(request), this.visitors.of(request)];
    if (this.settings.registration === 'discreet') {
      await this.discreetly.register(body, client, visitor);
      return accepted('/verify-email');
    }
    const { user, next } = await this.registration.register(body, client, visitor.language);
    this.flash.add(request, 'accountCreated');
    if (this.verification.areOpen) this.flash.add(request, 'verificationMailed');
    const login = pathWithNext('/login', this.safeRedirect.check(next));
    return created('/profile', { user: shownUser(principalOfUser(user)) }, login);
  }
}
