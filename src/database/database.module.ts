import { EntityManager, MikroORM } from '@mikro-orm/core';
import { Global, Inject, Module, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { isEmbedded, SETTINGS, type Settings } from '../config/settings.js';
import { Features } from '../features/features.js';
import { Logger } from '../log/logger.js';
import { CircuitBreakers } from '../outages/circuit-breakers.js';
import { ExpirySweep } from './expiry-sweep.js';
import { DataDirLock } from './embedded/data-dir-lock.js';
import { EarlyDatabase } from './embedded/early-database.js';
import { warnOfLoggedValues } from './logged-values.js';
import { migrate, migrateServer, refuseOldSchema } from './migrations.js';
import { QUERY_TIMEOUT } from './connection-options.js';
import { openDatabase } from './open-database.js';
import type { Schema } from './orm-options.js';

/** Provides the database: it is opened, matches this build, and is closed after the last request. */
@Global()
@Module({
  providers: [
    {
      provide: DataDirLock,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => (isEmbedded(settings) ? EarlyDatabase.takeLock(settings.dataDir) : null),
    },
    {
      provide: MikroORM,
      // The lock comes first, because nothing may open the folder without it.
      inject: [SETTINGS, Features, Logger, CircuitBreakers, { token: DataDirLock, optional: true }],
      useFactory: openCurrentDatabase,
    },
    ExpirySweep,
    { provide: EntityManager, inject: [MikroORM], useFactory: (orm: MikroORM) => orm.em },
  ],
  exports: [EntityManager, MikroORM, DataDirLock],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    private readonly orm: MikroORM,
    @Optional() @Inject(DataDirLock) private readonly lock: DataDirLock | null,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.orm.close(true);
    this.lock?.release();
  }
}

/** Opens the database with the schema of this build, which is migrated where the settings say so, else checked. */
async function openCurrentDatabase(
  settings: Settings,
  schema: Schema,
  logger: Logger,
  breakers: CircuitBreakers,
): Promise<MikroORM> {
  const onServer = settings.databaseUrl !== undefined;
  const applied = settings.migrateOnStart && onServer ? await migrateServer(settings, schema, logger) : [];
  const orm = await openDatabase(settings, schema, logger, { queryTimeout: QUERY_TIMEOUT, setting: 'DATABASE_URL', breakers });
  if (settings.migrateOnStart && !onServer) applied.push(...(await migrate(orm, schema)));
  for (const name of applied) logger.info('migrated', { name });
  await refuseOldSchema(orm, schema);
  if (onServer && settings.production) await warnOfLoggedValues(orm, logger);
  return orm;
}
