import { Module } from '@nestjs/common';
import { Feature } from '../../features/feature.js';
import { UsersModule } from '../../users/users.module.js';
import { SessionRecordsModule } from '../record/session-records.module.js';
import { RememberMeModule } from '../remember-me/remember-me.module.js';
import { AcceptedSessions } from './accepted-sessions.js';
import { ConditionAccounts } from './condition-accounts.js';
import { ConditionCount } from './condition-count.js';
import { ConditionReader } from './condition-reader.js';
import { ConditionUsers } from './condition-users.js';
import { KnownRevocations } from './known-revocations.js';
import { MassRevocationSchema } from './mass-revocation.entity.js';
import { MassRevocationsData } from './mass-revocations-data.js';
import { massRevocationsTexts } from './mass-revocations.texts.js';
import { MassRevocations } from './mass-revocations.service.js';
import { migrations } from './migrations/index.js';
import { RevokedLogins } from './revoked-logins.js';

/** Ends sessions and remember-me series by a condition, however many they are (docs/mass-revocation.md). */
@Module({
  imports: [RememberMeModule, SessionRecordsModule, UsersModule],
  providers: [
    AcceptedSessions,
    ConditionAccounts,
    ConditionCount,
    ConditionReader,
    ConditionUsers,
    KnownRevocations,
    MassRevocations,
    MassRevocationsData,
    RevokedLogins,
  ],
  exports: [
    AcceptedSessions,
    ConditionAccounts,
    ConditionCount,
    ConditionReader,
    KnownRevocations,
    MassRevocations,
    RevokedLogins,
  ],
})
@Feature({
  entities: [MassRevocationSchema],
  migrations,
  texts: massRevocationsTexts,
  events: ['sessions-mass-revoked'],
})
export class MassRevocationsModule {}
