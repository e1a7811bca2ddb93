import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { UsersModule } from '../users/users.module.js';
import { AuthService } from './auth.service.js';
import { AuthenticatedGuard } from './authenticated.guard.js';
import { ConfirmController } from './confirm/confirm.controller.js';
import { FreshLoginGuard } from './fresh-login.guard.js';
import { LocalAuthGuard } from './local-auth.guard.js';
import { LocalStrategy } from './local.strategy.js';
import { LoginPageOf } from './login-page-of.js';
import { LoginController } from './login/login.controller.js';
import { LogoutController } from './logout/logout.controller.js';
import { LogoutService } from './logout/logout.service.js';
import { PasswordChange } from './password-change.service.js';
import { RegisterFormPipe } from './register/register-form.pipe.js';
import { Registrations } from './register/registrations.js';
import { RegisterController } from './register/register.controller.js';

/** Proving who you are, and the guard that every route stands behind. */
@Module({
  imports: [PassportModule.register({ session: true }), UsersModule],
  controllers: [ConfirmController, LoginController, LogoutController, RegisterController],
  providers: [
    AuthService,
    PasswordChange,
    FreshLoginGuard,
    LoginPageOf,
    LocalAuthGuard,
    LocalStrategy,
    LogoutService,
    RegisterFormPipe,
    Registrations,
    { provide: APP_GUARD, useClass: AuthenticatedGuard },
  ],
  exports: [AuthService, LogoutService, PasswordChange],
})
export class AuthModule {}
