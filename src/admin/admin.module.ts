import { Module } from '@nestjs/common';
import { Feature } from '../features/feature.js';
import { Roles } from '../roles/roles.decorators.js';
import { adminTexts } from './admin.texts.js';
import { AuditModule } from '../audit/audit.module.js';
import { MailModule } from '../mail/mail.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { LiveSessions } from './overview/live-sessions.js';
import { UsersModule } from '../users/users.module.js';
import { OverviewController } from './overview/overview.controller.js';
import { OverviewService } from './overview/overview.service.js';
import { AdminEventsModule } from './events/admin-events.module.js';
import { AdminRevocationsModule } from './revocations/admin-revocations.module.js';
import { AdminUsersModule } from './users/admin-users.module.js';
import { ImpersonationModule } from './impersonation/impersonation.module.js';

/**
 * Is the administration: accounts, events and revocations. Its own controllers are for people who have the role `admin`;
 * modules that it imports say for each handler which permission it needs.
 */
@Module({
  imports: [
    AdminEventsModule,
    AdminRevocationsModule,
    AdminUsersModule,
    AuditModule,
    ImpersonationModule,
    MailModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [OverviewController],
  providers: [LiveSessions, OverviewService],
})
@Roles('admin')
@Feature({ texts: adminTexts, navigation: [{ label: 'adminTitle', path: '/admin', order: 250, role: 'admin' }] })
export class AdminModule {}
