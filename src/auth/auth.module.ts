import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Feature } from '../features/feature.js';
import { UsersModule } from '../users/users.module.js';
import { AuthService } from './auth.service.js';
import { authFlashes, authTexts } from './auth.texts.js';
import { AuthenticatedGuard } from './access/authenticated.guard.js';
import { ConfirmController } from './confirm/confirm.controller.js';
import { ForwardAuth } from './forward-auth/forward-auth.js';
import { IdentityHeaders } from './forward-auth/identity-headers.js';
import { FreshLoginGuard } from './access/fresh-login.guard.js';
import { LocalAuthGuard } from './login/local-auth.guard.js';
import { LocalStrategy } from './login/local.strategy.js';
import { LoginPageFinder } from './access/login-page.js';
import { RepeatedLogin } from './login/repeated-login.js';
import { LoginRestores } from './login/login-restores.js';
import { LoginService } from './login/login.service.js';
import { LoginSteps } from './login/login-steps.js';
import { PendingLoginCookie } from './login/pending-login.cookie.js';
import { PendingLoginMarks } from './login/pending-login.marks.js';
import { PendingLoginTurns } from './login/pending-login.turns.js';
import { PendingLoginsService } from './login/pending-logins.service.js';
import { RestoreGate } from '../sessions/authentication/restore-gate.js';
import { LoginController } from './login/login.controller.js';
import { SameAccountGuard } from './access/same-account.guard.js';
import { SharedAddressWarning } from '../http/client/proxy-warnings.js';
import { LogoutController } from './logout/logout.controller.js';
import { LogoutService } from './logout/logout.service.js';
import { RegistrationService } from './register/registration.service.js';
import { RepeatedSignUp } from './register/repeated-sign-up.js';
import { RegisterController } from './register/register.controller.js';
import { DraftCookie } from './drafts/draft-cookie.js';
import { DraftGuard } from './drafts/draft.guard.js';
import { Drafts } from './drafts/drafts.service.js';
import { DeviceCookie } from './rate-limit/device-cookie.js';
import { LoginAttempts } from './rate-limit/login-attempt.js';
import { LoginLimits } from './rate-limit/login-limits.js';
import { RegistrationLimits } from './rate-limit/registration-limits.js';

/** Provides authentication, and the guard that every route stands behind. */
@Global()
@Module({
  imports: [UsersModule],
  controllers: [ConfirmController, LoginController, LogoutController, RegisterController],
  providers: [
    AuthService,
    RegistrationService,
    RepeatedLogin,
    RepeatedSignUp,
    ForwardAuth,
    FreshLoginGuard,
    DeviceCookie,
    DraftCookie,
    Drafts,
    LoginAttempts,
    IdentityHeaders,
    LoginPageFinder,
    LoginLimits,
    LoginService,
    LoginSteps,
    PendingLoginCookie,
    PendingLoginMarks,
    PendingLoginTurns,
    PendingLoginsService,
    { provide: RestoreGate, useClass: LoginRestores },
    LocalAuthGuard,
    LocalStrategy,
    LogoutService,
    SharedAddressWarning,
    RegistrationLimits,
    { provide: APP_GUARD, useClass: AuthenticatedGuard },
    { provide: APP_GUARD, useClass: SameAccountGuard },
    { provide: APP_GUARD, useClass: DraftGuard },
  ],
  exports: [
    AuthService,
    LoginAttempts,
    LoginLimits,
    LoginService,
    LoginSteps,
    LogoutService,
    PendingLoginCookie,
    PendingLoginMarks,
    PendingLoginTurns,
    PendingLoginsService,
    RestoreGate,
  ],
})
@Feature({
  texts: authTexts,
  flashes: authFlashes,
  navigation: [
    { label: 'loginLink', path: '/login', order: 100, audience: 'guests', keepsNext: true },
    { label: 'registerLink', path: '/register', order: 200, audience: 'guests', keepsNext: true },
  ],
})
export class AuthModule {}
