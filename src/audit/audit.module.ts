import { Module } from '@nestjs/common';
import { Feature } from '../features/feature.js';
import { UsersModule } from '../users/users.module.js';
import { AuditProofModule } from './audit-proof.module.js';
import { AuditTrailModule } from './audit-trail.module.js';
import { AuditFigures } from './audit-figures.js';
import { AuditSettings } from './audit.settings.js';
import { AuditData } from './audit-data.js';
import { Erasures } from './erasure/erasures.js';
import { LateRows } from './erasure/late-rows.js';
import { HistoryController } from './history/history.controller.js';
import { historyTexts } from './history/history.texts.js';
import { ToldEvents } from './history/told-events.js';
import { migrations } from './migrations/index.js';
import { AuditCounts } from './query/audit-counts.js';
import { AuditLog } from './query/audit-log.js';
import { AuditEventSchema } from './rows/audit-event.entity.js';
import { AuditSubjectSchema } from './rows/audit-subject.entity.js';
import { AuditExpiry } from './sealing/audit-expiry.js';
import { AuditSealSchema } from './sealing/audit-seal.entity.js';
import { AuditStateSchema } from './sealing/audit-state.entity.js';
import { Sealer } from './sealing/sealer.js';
import { SealingJob } from './sealing-job.js';

declare module '../log/security-events.js' {
  interface AccountEventCatalogue {
    'audit-verification-failed': true;
  }
}

/** Keeps every security event as a row, sealed so that tampering shows, and shows people their own history. */
@Module({
  imports: [AuditProofModule, AuditTrailModule, UsersModule],
  controllers: [HistoryController],
  providers: [AuditCounts, AuditData, AuditExpiry, AuditFigures, AuditLog, Erasures, LateRows, Sealer, SealingJob, ToldEvents],
  exports: [AuditCounts, AuditFigures, AuditLog, AuditTrailModule, Sealer, SealingJob],
})
@Feature({
  entities: [AuditEventSchema, AuditSubjectSchema, AuditSealSchema, AuditStateSchema],
  migrations,
  settings: AuditSettings,
  texts: historyTexts,
  events: ['audit-verification-failed'],
  settingsLinks: [{ label: 'historyLink', path: '/settings/history', order: 210 }],
})
export class AuditModule {}
