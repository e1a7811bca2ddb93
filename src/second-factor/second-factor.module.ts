import { Global, Module } from '@nestjs/common';
import { CodeCheck } from '../auth/access/code-check.js';
import { SecondFactorStatus } from '../auth/access/second-factor-status.js';
import { DeviceTrust } from '../auth/login/device-trust.js';
import { SecondFactorRemoval } from '../auth/access/second-factor-removal.js';
import { AuthModule } from '../auth/auth.module.js';
import { Feature } from '../features/feature.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { CodeLimits } from './codes/code-limits.js';
import { RecoveryCodeSchema } from './codes/recovery-code.entity.js';
import { PendingSecrets } from './codes/pending-secrets.js';
import { RecoveryCodeRenewal } from './codes/recovery-code-renewal.service.js';
import { RecoveryCodesController } from './codes/recovery-codes.controller.js';
import { RecoveryCodes } from './codes/recovery-codes.service.js';
import { SecretCipher } from './codes/secret-cipher.js';
import { SecondFactorCodes } from './codes/second-factor-codes.service.js';
import { TotpSecretSchema } from './codes/totp-secret.entity.js';
import { TotpSecrets } from './codes/totp-secrets.service.js';
import { SecondFactorController } from './login/second-factor.controller.js';
import { SecondFactorStep } from './login/second-factor.step.js';
import { FewCodes } from './login/few-codes.service.js';
import { LostSetUps } from './login/lost-set-ups.service.js';
import { SetUpAtLogin } from './login/set-up-at-login.service.js';
import { SetUpController } from './login/set-up.controller.js';
import { SetUpStep } from './login/set-up.step.js';
import { SecondStep } from './login/second-step.service.js';
import { secondStepFlashes, secondStepTexts } from './login/second-step.texts.js';
import { SetUpLimits } from './codes/set-up-limits.js';
import { ShownCodes } from './codes/shown-codes.js';
import { TotpController } from './codes/totp.controller.js';
import { TotpForm } from './codes/totp-form.service.js';
import { TotpRemoval } from './codes/totp-removal.service.js';
import { TotpSetUp } from './codes/totp-set-up.service.js';
import { migrations } from './migrations/index.js';
import { SecondFactorData } from './second-factor-data.js';
import { SecondFactorRemovalService } from './second-factor-removal.service.js';
import { SecondFactorSettings } from './second-factor.settings.js';
import { SecondFactorStatusService } from './second-factor-status.service.js';
import { ExpiredTrust } from './trusted-devices/expired-trust.js';
import { TrustedCookie } from './trusted-devices/trusted-cookie.js';
import { secondFactorFlashes, secondFactorTexts } from './second-factor.texts.js';
import { PasskeyWishes } from './settings/passkey-wishes.service.js';
import { SecondFactorOverviews } from './settings/second-factor-overview.service.js';
import { SecondFactorSettingsController } from './settings/second-factor-settings.controller.js';
import { TrustedDevicesController } from './settings/trusted-devices.controller.js';
import { TrustedDeviceSchema } from './trusted-devices/trusted-device.entity.js';
import { TrustedDevices } from './trusted-devices/trusted-devices.service.js';

/** Lets people protect their account by more than a password: codes of an app, recovery codes, devices that are trusted. */
@Global()
@Module({
  imports: [AuthModule, SessionsModule, UsersModule],
  controllers: [
    RecoveryCodesController,
    SecondFactorController,
    SecondFactorSettingsController,
    SetUpController,
    TotpController,
    TrustedDevicesController,
  ],
  providers: [
    CodeLimits,
    ExpiredTrust,
    FewCodes,
    LostSetUps,
    PasskeyWishes,
    PendingSecrets,
    RecoveryCodeRenewal,
    RecoveryCodes,
    SecondFactorCodes,
    SecondFactorData,
    SecondFactorOverviews,
    SecondFactorRemovalService,
    SecondFactorStep,
    SecondStep,
    SecretCipher,
    SetUpAtLogin,
    SetUpLimits,
    SetUpStep,
    ShownCodes,
    TotpForm,
    TotpRemoval,
    TotpSecrets,
    TotpSetUp,
    TrustedCookie,
    TrustedDevices,
    SecondFactorStatusService,
    { provide: CodeCheck, useExisting: SecondFactorCodes },
    { provide: DeviceTrust, useExisting: TrustedDevices },
    { provide: SecondFactorRemoval, useExisting: SecondFactorRemovalService },
    { provide: SecondFactorStatus, useExisting: SecondFactorStatusService },
  ],
  exports: [
    CodeCheck,
    DeviceTrust,
    RecoveryCodes,
    SecondFactorCodes,
    SecondFactorRemoval,
    SecondFactorStatus,
    SecondFactorStatusService,
    SecondStep,
    SecretCipher,
    TotpSecrets,
    TrustedDevices,
  ],
})
@Feature({
  entities: [TotpSecretSchema, RecoveryCodeSchema, TrustedDeviceSchema],
  migrations,
  settings: SecondFactorSettings,
  texts: { ...secondFactorTexts, ...secondStepTexts },
  flashes: { ...secondFactorFlashes, ...secondStepFlashes },
  events: [
    'second-factor-set-up',
    'second-factor-removed',
    'recovery-codes-renewed',
    'second-factor-failed',
    'recovery-code-used',
    'device-trusted',
    'trusted-devices-revoked',
  ],
  settingsLinks: [{ label: 'secondFactorTitle', path: '/settings/second-factor', order: 120 }],
})
export class SecondFactorModule {}
