import { type DynamicModule, Module } from '@nestjs/common';
import { RegistrationLimits } from '../auth/rate-limit/registration-limits.js';
import { RegistrationService } from '../auth/register/registration.service.js';
import { RepeatedSignUp } from '../auth/register/repeated-sign-up.js';
import { LoginLimits } from '../auth/rate-limit/login-limits.js';
import { ConfigModule } from '../config/config.module.js';
import type { Settings } from '../config/settings.js';
import { DatabaseModule } from '../database/database.module.js';
import { Features } from '../features/features.js';
import { FeaturesModule } from '../features/features.module.js';
import { FormPipe } from '../http/requests/form.pipe.js';
import { LogModule } from '../log/log.module.js';
import { OutagesModule } from '../outages/outages.module.js';
import { RedisModule } from '../redis/redis.module.js';
import { UsersModule } from '../users/users.module.js';
import { UserCommands } from './user-commands.js';

/** Imports the rooms that the operator's commands need: accounts and their stores, no routes. */
@Module({})
export class ConsoleModule {
  static with(settings: Settings, features: Features): DynamicModule {
    return {
      module: ConsoleModule,
      imports: [
        ConfigModule.with(settings, features.settings),
        FeaturesModule.with(features),
        LogModule,
        OutagesModule,
        DatabaseModule,
        RedisModule,
        UsersModule,
      ],
      providers: [FormPipe, LoginLimits, RegistrationLimits, RegistrationService, RepeatedSignUp, UserCommands],
    };
  }
}
