import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Feature } from '../features/feature.js';
import { UsersModule } from '../users/users.module.js';
import { AuthService } from './auth.service.js';
import { authFlashes, authTexts } from './auth.texts.js';
import { AuthenticatedGuard } from './access/authenticated.guard.js';
import { AskedProofs } from './confirm/asked-proofs.js';
import { ConfirmController } from './confirm/confirm.controller.js';
import { Reauthentication } from './confirm/reauthentication.service.js';
import { ForwardAuth } from './forward-auth/forward-auth.js';
import { IdentityHeaders } from './forward-auth/identity-headers.js';
import { FreshLoginGuard } from './access/fresh-login.guard.js';
import { LocalAuthGuard } from './login/local-auth.guard.js';
import { LocalStrategy } from './login/local.strategy.js';
import { AccountPrompts } from '../http/responses/account-prompts.js';
import { MailPrompts } from './mail-prompts.js';
import { LoginPageFinder } from './access/login-page.js';
import { RepeatedLogin } from './login/repeated-login.js';
import { LoginRestores } from './login/login-restores.js';
import { AccountReturn } from './login/account-return.js';
import { LoginService } from './login/login.service.js';
import { BreachedLogin } from './login/breached-login.js';
import { LoginEnd } from './login/login-end.js';
import { LoginWelcome } from './login/login-welcome.js';
import { NewDevices } from './login/new-devices.js';
import { LoginSteps } from './login/login-steps.js';
import { PendingLoginCookie } from './login/pending-login.cookie.js';
import { PendingLoginMarks } from './login/pending-login.marks.js';
import { PendingLoginTurns } from './login/pending-login.turns.js';
import { PendingLoginsService } from './login/pending-logins.service.js';
import { RestoreGate } from '../sessions/authentication/restore-gate.js';
import { LoginController } from './login/login.controller.js';
import { SameAccountGuard } from './access/same-account.guard.js';
import { BodyGuard } from '../http/requests/body.guard.js';
import { SharedAddressWarning } from '../http/client/proxy-warnings.js';
import { LogoutController } from './logout/logout.controller.js';
import { LogoutService } from './logout/logout.service.js';
import { DiscreetRegistration } from './register/discreet-registration.service.js';
import { RegistrationService } from './register/registration.service.js';
import { RepeatedSignUp } from './register/repeated-sign-up.js';
import { RegisterController } from './register/register.controller.js';
import { RegistrationCondition } from './register/registration.condition.js';
import { DraftCookie } from './drafts/draft-cookie.js';
import { DraftGuard } from './drafts/draft.guard.js';
import { Drafts } from './drafts/drafts.service.js';
import { DeviceCookie } from './rate-limit/device-cookie.js';
import { LimitGuard } from './rate-limit/limit.guard.js';
import { LoginAttempts } from './rate-limit/login-attempt.js';
import { NewPasswordForms } from './new-password-forms.js';
import { LoginLimits } from './rate-limit/login-limits.js';
import { MailLimits } from './rate-limit/mail-limits.js';
import { MailLimitsSettings } from './rate-limit/mail-limits.settings.js';
import { RegistrationLimits } from './rate-limit/registration-limits.js';

/** Provides authentication, and the guard that every route stands behind. */
@Global()
@Module({
  imports: [UsersModule],
  controllers: [ConfirmController, LoginController, LogoutController, RegisterController],
  providers: [
    AccountReturn,
    AskedProofs,
    BreachedLogin,
    Reauthentication,
    AuthService,
    DiscreetRegistration,
    RegistrationCondition,
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
    NewPasswordForms,
    LoginService,
    LoginEnd,
    LoginSteps,
    LoginWelcome,
    NewDevices,
    PendingLoginCookie,
    PendingLoginMarks,
    PendingLoginTurns,
    PendingLoginsService,
    { provide: RestoreGate, useClass: LoginRestores },
    { provide: AccountPrompts, useClass: MailPrompts },
    LocalAuthGuard,
    LocalStrategy,
    LogoutService,
    SharedAddressWarning,
    MailLimits,
    RegistrationLimits,
    { provide: APP_GUARD, useClass: AuthenticatedGuard },
    { provide: APP_GUARD, useClass: LimitGuard },
    { provide: APP_GUARD, useClass: BodyGuard },
    { provide: APP_GUARD, useClass: SameAccountGuard },
    { provide: APP_GUARD, useClass: DraftGuard },
  ],
  exports: [
    AccountPrompts,
    AskedProofs,
    AuthService,
    LoginPageFinder,
    LoginAttempts,
    LoginLimits,
    LoginService,
    LoginSteps,
    LogoutService,
    NewPasswordForms,
    MailLimits,
    PendingLoginCookie,
    PendingLoginMarks,
    PendingLoginTurns,
    PendingLoginsService,
    RepeatedLogin,
    RestoreGate,
  ],
})
@Feature({
  settings: MailLimitsSettings,
  texts: authTexts,
  flashes: authFlashes,
  navigation: [
    { label: 'loginLink', path: '/login', order: 100, audience: 'guests', keepsNext: true },
    { label: 'registerLink', path: '/register', order: 200, audience: 'guests', keepsNext: true },
  ],
})
export class AuthModule {}
