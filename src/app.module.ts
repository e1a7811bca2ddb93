import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AccountModule } from './account/account.module.js';
import { PictureModule } from './account/picture/picture.module.js';
import { ProfileModule } from './account/profile/profile.module.js';
import { AccountDataModule } from './account/data/account-data.module.js';
import { AccountDeletionModule } from './account/deletion/account-deletion.module.js';
import { AccountSessionsModule } from './account/sessions/account-sessions.module.js';
import { RecoveryModule } from './auth/recovery/recovery.module.js';
import { NewPasswordModule } from './auth/new-password/new-password.module.js';
import { VerificationModule } from './auth/verification/verification.module.js';
import { EmailModule } from './account/email/email.module.js';
import { PendingRegistrationModule } from './auth/pending-registration/pending-registration.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AdminModule } from './admin/admin.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Settings } from './config/settings.js';
import { DatabaseModule } from './database/database.module.js';
import { Features } from './features/features.js';
import { FeaturesModule } from './features/features.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { LogModule } from './log/log.module.js';
import { MailModule } from './mail/mail.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OutagesModule } from './outages/outages.module.js';
import { PagesModule } from './pages/pages.module.js';
import { RedisModule } from './redis/redis.module.js';
import { SecondFactorModule } from './second-factor/second-factor.module.js';
import { RolesModule } from './roles/roles.module.js';
import { PasskeysModule } from './passkeys/passkeys.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { StreamsModule } from './streams/streams.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { NoticesModule } from './notices/notices.module.js';
import { UsersModule } from './users/users.module.js';

/** These are the rooms of the house. A room that is a feature costs one line here. */
export const ROOMS = [
  LogModule,
  OutagesModule,
  DatabaseModule,
  RedisModule,
  HttpModule,
  MailModule,
  UsersModule,
  NoticesModule,
  TokensModule,
  SessionsModule,
  StreamsModule,
  AuthModule,
  RolesModule,
  SecondFactorModule,
  PasskeysModule,
  VerificationModule,
  NewPasswordModule,
  RecoveryModule,
  PendingRegistrationModule,
  AccountModule,
  AccountSessionsModule,
  EmailModule,
  ProfileModule,
  PictureModule,
  AccountDataModule,
  AccountDeletionModule,
  AuditModule,
  AdminModule,
  PagesModule,
  HealthModule,
  MetricsModule,
];

/** Is the whole application, with what the start has read and gathered. */
@Module({})
export class AppModule {
  static with(settings: Settings, features: Features, own: (Type | DynamicModule)[] = []): DynamicModule {
    return {
      module: AppModule,
      // A team's modules come last, so that their filters are asked before ours.
      imports: [ConfigModule.with(settings, features.settings), FeaturesModule.with(features), ...ROOMS, ...own],
    };
  }
}
