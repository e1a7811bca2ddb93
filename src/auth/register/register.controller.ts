import { Body, Controller, Get, Inject, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { clientGone } from '../../http/client-gone.js';
import { Flash } from '../../http/flash.js';
import { FormRefused } from '../../http/form-refused.js';
import { created, page } from '../../http/outcome.js';
import { shownUser } from '../../http/responder.js';
import { SafeRedirect } from '../../http/safe-redirect.js';
import { principalOfUser } from '../../users/principal.js';
import type { User } from '../../users/user.entity.js';
import { FieldTaken, UsersService } from '../../users/users.service.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { GuestOnly, Public } from '../access.decorators.js';
import { AuthService } from '../auth.service.js';
import { RegisterDto } from './register.dto.js';
import { Registrations } from './registrations.js';
import { RegisterFormPipe, takenErrors } from './register-form.pipe.js';
import { RegisterPage } from './register.page.js';

@Public()
@GuestOnly()
@Controller('register')
export class RegisterController {
  constructor(
    @Inject(AuthService) private readonly auth: AuthService,
    @Inject(Registrations) private readonly registrations: Registrations,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(SafeRedirect) private readonly safeRedirect: SafeRedirect,
    @Inject(Flash) private readonly flash: Flash,
  ) {}

  @Get()
  show(@Query('next') next: unknown) {
    return page(RegisterPage, { next: this.safeRedirect.check(next) });
  }

  @Post()
  async register(@Body(RegisterFormPipe) form: RegisterDto, @Req() request: Request) {
    const user = await this.registrations.alone(form, () => this.create(form, clientGone(request)));
    this.flash.add(request, 'accountCreated');
    const login = pathWithNext('/login', this.safeRedirect.check(form.next));
    return created('/profile', { user: shownUser(principalOfUser(user)) }, login);
  }

  private async create(form: RegisterDto, gone: AbortSignal): Promise<User> {
    // Somebody else may have taken the name since the form was checked: before the hash, or during it.
    await this.refuseTaken(form);
    try {
      return await this.auth.register(form, gone);
    } catch (error) {
      if (error instanceof FieldTaken) await this.refuseTaken(form);
      throw error;
    }
  }

  private async refuseTaken(form: RegisterDto): Promise<void> {
    const taken = await this.users.taken(form);
    if (taken.length > 0) throw new FormRefused('validation_failed', form, takenErrors(taken));
  }
}
