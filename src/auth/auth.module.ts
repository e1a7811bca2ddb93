import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { UsersModule } from '../users/users.module.js';
import { AuthService } from './auth.service.js';
import { AuthenticatedGuard } from './authenticated.guard.js';
import { ConfirmController } from './confirm/confirm.controller.js';
import { ForwardAuth } from './forward-auth/forward-auth.js';
import { IdentityHeaders } from './forward-auth/identity-headers.js';
import { FreshLoginGuard } from './fresh-login.guard.js';
import { LocalAuthGuard } from './local-auth.guard.js';
import { LocalStrategy } from './local.strategy.js';
import { LoginPageOf } from './login-page-of.js';
import { LoginController } from './login/login.controller.js';
import { OneAddressForAll } from './login/one-address-for-all.js';
import { LogoutController } from './logout/logout.controller.js';
import { LogoutService } from './logout/logout.service.js';
import { PasswordChange } from './password-change.service.js';
import { CountedSignUps } from './register/counted-sign-ups.js';
import { RegistrationForm } from './register/registration-form.js';
import { Registrations } from './register/registrations.js';
import { RegisterController } from './register/register.controller.js';
import { DeviceCookie } from './throttle/device-cookie.js';
import { LoginClients } from './throttle/login-client.js';
import { LoginThrottle } from './throttle/login-throttle.js';
import { RegistrationThrottle } from './throttle/registration-throttle.js';
import { Throttle } from './throttle/throttle.js';

/** Proving who you are, and the guard that every route stands behind. */
@Module({
  imports: [PassportModule.register({ session: true }), UsersModule],
  controllers: [ConfirmController, LoginController, LogoutController, RegisterController],
  providers: [
    AuthService,
    CountedSignUps,
    PasswordChange,
    ForwardAuth,
    FreshLoginGuard,
    DeviceCookie,
    LoginClients,
    IdentityHeaders,
    LoginPageOf,
    LoginThrottle,
    LocalAuthGuard,
    LocalStrategy,
    LogoutService,
    OneAddressForAll,
    RegistrationForm,
    RegistrationThrottle,
    Registrations,
    Throttle,
    { provide: APP_GUARD, useClass: AuthenticatedGuard },
  ],
  exports: [AuthService, LoginClients, LogoutService, PasswordChange],
})
export class AuthModule {}
