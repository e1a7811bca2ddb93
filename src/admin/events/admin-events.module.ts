import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { AuthModule } from '../../auth/auth.module.js';
import { Feature } from '../../features/feature.js';
import { UsersModule } from '../../users/users.module.js';
import { ExportsModule } from '../exports/exports.module.js';
import { adminEventsTexts } from './admin-events.texts.js';
import { EventSearches } from './event-search.js';
import { EventsController } from './events.controller.js';
import { FoundEvents } from './found-events.js';

/** Lets administrators read the log of events. No permission gives a part of it to others: it tells of everybody. */
@Module({
  imports: [AuditModule, AuthModule, ExportsModule, UsersModule],
  controllers: [EventsController],
  providers: [EventSearches, FoundEvents],
})
@Feature({ texts: adminEventsTexts })
export class AdminEventsModule {}
