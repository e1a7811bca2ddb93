import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { clientDisconnect } from '../../http/requests/client-disconnect.js';
import { Flash } from '../../http/responses/flash.js';
import { created, page } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { clientAddress } from '../../http/client/trusted-proxies.js';
import { principalOfUser } from '../../users/principal/principal.js';
import type { User } from '../../users/user.entity.js';
import { FieldTaken } from '../../users/users.service.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { GuestOnly, Public } from '../access/access.decorators.js';
import { AuthService } from '../auth.service.js';
import { RegistrationService } from './registration.service.js';
import type { RegisterDto } from './register.dto.js';
import { KeyedMutex } from './keyed-mutex.js';
import { RegistrationForm } from './registration-form.js';
import { RegisterPage } from './register.page.js';

@Public()
@GuestOnly()
@Controller('register')
export class RegisterController {
  constructor(
    private readonly auth: AuthService,
    private readonly signUps: RegistrationService,
    private readonly registrations: KeyedMutex,
    private readonly forms: RegistrationForm,
    private readonly safeRedirect: SafeRedirect,
    private readonly flash: Flash,
  ) {}

  @Get()
  show(@Query('next') next: unknown) {
    return page(RegisterPage, { next: this.safeRedirect.check(next) });
  }

  @Post()
  async register(@Body() body: unknown, @Req() request: Request) {
    const gone = clientDisconnect(request);
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
