import { type DynamicModule, Module } from '@nestjs/common';
import { AuditProofModule } from '../audit/audit-proof.module.js';
import { ConfigModule } from '../config/config.module.js';
import type { Settings } from '../config/settings.js';
import { DatabaseModule } from '../database/database.module.js';
import type { Features } from '../features/features.js';
import { FeaturesModule } from '../features/features.module.js';
import { LogModule } from '../log/log.module.js';
import { OutagesModule } from '../outages/outages.module.js';
import { AuditCommands } from './audit-commands.js';

/** Imports what reads the audit log, and nothing that writes or needs Redis: an auditor may run it on a copy. */
@Module({})
export class AuditConsoleModule {
  static with(settings: Settings, features: Features): DynamicModule {
    return {
      module: AuditConsoleModule,
      imports: [
        ConfigModule.with(settings, features.settings),
        FeaturesModule.with(features),
        LogModule,
        OutagesModule,
        DatabaseModule,
        AuditProofModule,
      ],
      providers: [AuditCommands],
    };
  }
}
