import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AccountModule } from './account/account.module.js';
import { AccountSessionsModule } from './account/sessions/account-sessions.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Settings } from './config/settings.js';
import { DatabaseModule } from './database/database.module.js';
import { Features } from './features/features.js';
import { FeaturesModule } from './features/features.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { LogModule } from './log/log.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OutagesModule } from './outages/outages.module.js';
import { PagesModule } from './pages/pages.module.js';
import { RedisModule } from './redis/redis.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { UsersModule } from './users/users.module.js';

/** These are the rooms of the house. A room that is a feature costs one line here. */
export const ROOMS = [
  LogModule,
  OutagesModule,
  DatabaseModule,
  RedisModule,
  HttpModule,
  UsersModule,
  SessionsModule,
  AuthModule,
  AccountModule,
  AccountSessionsModule,
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
