import { allFeatures } from '../all-features.js';
import type { Settings } from '../config/settings.js';
import { DataDirLock } from '../database/embedded/data-dir-lock.js';
import { migrate, migrateServer } from '../database/migrations.js';
import { openDatabase } from '../database/open-database.js';
import { makeFilesOwnerOnly } from '../database/owner-only.js';
import type { Features } from '../features/features.js';
import { Logger } from '../log/logger.js';
import { reportStartFailure } from '../lifecycle/start-failure.js';
import { readMigrationSettings } from './migration-settings.js';

// `npm run migrate` uses MIGRATION_DATABASE_URL, a role that may change tables, where it is set.
try {
  const features = await allFeatures();
  const settings = readMigrationSettings(process.env);
  makeFilesOwnerOnly(settings);
  const applied = await (settings.migrationDatabaseUrl === undefined
    ? migrateDataDir(settings, features)
    : migrateServer(settings, features, new Logger(settings)));
  process.stdout.write(applied.length === 0 ? 'The schema is up to date.\n' : `Applied: ${applied.join(', ')}\n`);
} catch (error) {
  process.exitCode = reportStartFailure(error);
}

async function migrateDataDir(settings: Settings, features: Features): Promise<string[]> {
  const lock = DataDirLock.take(settings.dataDir);
  const orm = await openDatabase(settings, features, new Logger(settings));
  const applied = await migrate(orm, features);
  await orm.close(true);
  lock.release();
  return applied;
}
