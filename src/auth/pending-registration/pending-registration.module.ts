import { Global, Module } from '@nestjs/common';
import { Feature } from '../../features/feature.js';
import { UsersModule } from '../../users/users.module.js';
import { FinishedRegistrations } from './finished-registrations.service.js';
import { migrations } from './migrations/index.js';
import { PendingRegistrationSchema } from './pending-registration.entity.js';
import { pendingRegistrationTexts } from './pending-registration.texts.js';
import { PendingRegistrations } from './pending-registrations.service.js';
import { PendingRegistrationsData } from './pending-registrations-data.js';
import { RegistrationMail } from './registration.mail.js';
import { RegistrationSettings } from './registration.settings.js';
import { RegistrationTokenPage } from './registration.token-page.js';

/** Keeps sign-ups whose account begins with a mailed link, so that nobody learns which addresses are registered. */
@Global()
@Module({
  imports: [UsersModule],
  providers: [FinishedRegistrations, PendingRegistrations, PendingRegistrationsData, RegistrationMail, RegistrationTokenPage],
  exports: [PendingRegistrations],
})
@Feature({ entities: [PendingRegistrationSchema], migrations, settings: RegistrationSettings, texts: pendingRegistrationTexts })
export class PendingRegistrationModule {}
