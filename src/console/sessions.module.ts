import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule } from '../config/config.module.js';
import type { Settings } from '../config/settings.js';
import { DatabaseModule } from '../database/database.module.js';
import { Features } from '../features/features.js';
import { FeaturesModule } from '../features/features.module.js';
import { LogModule } from '../log/log.module.js';
import { OutagesModule } from '../outages/outages.module.js';
import { RedisModule } from '../redis/redis.module.js';
import { MassRevocationsModule } from '../sessions/revocations/mass-revocations.module.js';
import { UsersModule } from '../users/users.module.js';
import { SessionCommands } from './session-commands.js';

/** Imports the rooms that the operator's commands on sessions need: their stores and the revocations, no routes. */
@Module({})
export class SessionsConsoleModule {
  static with(settings: Settings, features: Features): DynamicModule {
    return {
      module: SessionsConsoleModule,
      imports: [
        ConfigModule.with(settings, features.settings),
        FeaturesModule.with(features),
        LogModule,
        OutagesModule,
        DatabaseModule,
        RedisModule,
        UsersModule,
        MassRevocationsModule,
      ],
      providers: [SessionCommands],
    };
  }
}
