import { Global, Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { Feature } from '../features/feature.js';
import { NameSignal } from '../auth/access/name-signal.js';
import { PasskeyButton } from '../auth/access/passkey-button.js';
import { PasskeyRemoval } from '../second-factor/passkey-removal.js';
import { PasskeyCount } from '../second-factor/passkey-count.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { Challenges } from './ceremony/challenges.js';
import { RelyingParty } from './ceremony/relying-party.js';
import { UsedChallenges } from './ceremony/used-challenges.js';
import { PasskeyVerification } from './ceremony/verification.js';
import { PasskeyConfirmController } from './confirm/passkey-confirm.controller.js';
import { PasskeyAccounts } from './login/passkey-accounts.service.js';
import { PasskeyLoginController } from './login/passkey-login.controller.js';
import { migrations } from './migrations/index.js';
import { PasskeyAuthentication } from './passkey-authentication.js';
import { PasskeyLogin, PasskeyProofButton } from './passkey-button.js';
import { PasskeyData } from './passkey-data.js';
import { PasskeyHandleSchema } from './passkey-handle.entity.js';
import { PasskeyLimits } from './passkey-limits.js';
import { PasskeyOptions } from './passkey-options.js';
import { PasskeyRegistration } from './passkey-registration.js';
import { PasskeyUse } from './passkey-use.js';
import { PasskeyWish } from './passkey-wish.js';
import { PasskeySchema } from './passkey.entity.js';
import { PasskeysService } from './passkeys.service.js';
import { PasskeyStepController } from './second-factor/passkey-step.controller.js';
import { PasskeySettings } from './passkeys.settings.js';
import { passkeysFlashes, passkeysTexts } from './passkeys.texts.js';
import { PasskeyNameSignal } from './settings/passkey-name-signal.js';
import { PasskeySignalsSource } from './settings/passkey-signals-source.js';
import { PasskeysPageDataSource } from './settings/passkeys-page-data.js';
import { PasskeysController } from './settings/passkeys.controller.js';
import { PasskeyWellKnown } from './well-known.js';

/** Lets people log in by passkeys, and protect their account by them. */
@Global()
@Module({
  imports: [AuthModule, SessionsModule, UsersModule],
  controllers: [PasskeysController, PasskeyLoginController, PasskeyConfirmController, PasskeyStepController],
  providers: [
    Challenges,
    PasskeyAccounts,
    PasskeyAuthentication,
    PasskeyData,
    PasskeyLimits,
    PasskeyOptions,
    PasskeyRegistration,
    PasskeyUse,
    PasskeyVerification,
    PasskeyWellKnown,
    PasskeyWish,
    PasskeySignalsSource,
    PasskeysPageDataSource,
    PasskeysService,
    RelyingParty,
    UsedChallenges,
    { provide: NameSignal, useClass: PasskeyNameSignal },
    { provide: PasskeyButton, useClass: PasskeyProofButton },
    { provide: PasskeyCount, useExisting: PasskeysService },
    { provide: PasskeyRemoval, useExisting: PasskeysService },
  ],
  exports: [NameSignal, PasskeyButton, PasskeyCount, PasskeyRemoval, PasskeysService],
})
@Feature({
  entities: [PasskeySchema, PasskeyHandleSchema],
  migrations,
  settings: PasskeySettings,
  texts: passkeysTexts,
  flashes: passkeysFlashes,
  events: ['passkey-added', 'passkey-renamed', 'passkey-removed', 'passkey-cloned'],
  look: { folder: new URL('./public/', import.meta.url) },
  settingsLinks: [{ label: 'passkeysLink', path: '/settings/passkeys', order: 130 }],
  loginWays: [{ order: 100, shown: PasskeyLogin }],
})
export class PasskeysModule {}
