import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AccountModule } from './account/account.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Settings } from './config/settings.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { LogModule } from './log/log.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OutagesModule } from './outages/outages.module.js';
import { PagesModule } from './pages/pages.module.js';
import { RedisModule } from './redis/redis.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { UsersModule } from './users/users.module.js';

/** The rooms of the house. */
@Module({})
export class AppModule {
  static with(settings: Settings, own: (Type | DynamicModule)[] = []): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(settings),
        LogModule,
        OutagesModule,
        DatabaseModule,
        RedisModule,
        HttpModule,
        UsersModule,
        SessionsModule,
        AuthModule,
        AccountModule,
        PagesModule,
        HealthModule,
        MetricsModule,
        // Last, so that a team's filters are asked before ours.
        ...own,
      ],
    };
  }
}
