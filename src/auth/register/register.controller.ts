import { Body, Controller, Get, Inject, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { clientGone } from '../../http/client-gone.js';
import { Flash } from '../../http/flash.js';
import { created, page } from '../../http/outcome.js';
import { shownUser } from '../../http/responder.js';
import { SafeRedirect } from '../../http/safe-redirect.js';
import { clientAddress } from '../../http/trusted-proxies.js';
import { principalOfUser } from '../../users/principal.js';
import type { User } from '../../users/user.entity.js';
import { FieldTaken } from '../../users/users.service.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { GuestOnly, Public } from '../access.decorators.js';
import { AuthService } from '../auth.service.js';
import { CountedSignUps } from './counted-sign-ups.js';
import type { RegisterDto } from './register.dto.js';
import { Registrations } from './registrations.js';
import { RegistrationForm } from './registration-form.js';
import { RegisterPage } from './register.page.js';

@Public()
@GuestOnly()
@Controller('register')
export class RegisterController {
  constructor(
    @Inject(AuthService) private readonly auth: AuthService,
    @Inject(CountedSignUps) private readonly signUps: CountedSignUps,
    @Inject(Registrations) private readonly registrations: Registrations,
    @Inject(RegistrationForm) private readonly forms: RegistrationForm,
    @Inject(SafeRedirect) private readonly safeRedirect: SafeRedirect,
    @Inject(Flash) private readonly flash: Flash,
  ) {}

  @Get()
  show(@Query('next') next: unknown) {
    return page(RegisterPage, { next: this.safeRedirect.check(next) });
  }

  @Post()
  async register(@Body() body: unknown, @Req() request: Request) {
    const gone = clientGone(request);
    const { user, next } = await this.signUps.run(body, clientAddress(request), async (form) => ({
      user: await this.registrations.alone(form, () => this.create(form, gone)),
      next: form.next,
    }));
    this.flash.add(request, 'accountCreated');
    const login = pathWithNext('/login', this.safeRedirect.check(next));
    return created('/profile', { user: shownUser(principalOfUser(user)) }, login);
  }

  private async create(form: RegisterDto, gone: AbortSignal): Promise<User> {
    // Somebody else may have taken the name since the form was checked: before the hash, or during it.
    const refuseTaken = () => this.forms.refuseTaken({ form, broken: {} });
    await refuseTaken();
    try {
      return await this.auth.register(form, gone);
    } catch (error) {
      if (error instanceof FieldTaken) await refuseTaken();
      throw error;
    }
  }
}
