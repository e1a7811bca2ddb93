import type { EntityManager, MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';
import type { Settings } from '../config/settings.js';
import type { Logger } from '../log/logger.js';
import { StartError } from '../lifecycle/start-error.js';
import { openDatabase } from './open-database.js';
import type { Schema } from './orm-options.js';
import { sqlState } from './sql-state.js';
import { unitOfWork } from './unit-of-work.js';

/** PostgreSQL's advisory lock of this product's migrations; any fixed number will do. */
const MIGRATION_LOCK = 7_203_114_207;

/** PostgreSQL's code for a role that may not do what it asks. */
const INSUFFICIENT_PRIVILEGE = '42501';

const MAY_NOT_MIGRATE =
  'This role may not change tables: name one that may in MIGRATION_DATABASE_URL (see docs/database-roles.md)';

/** Brings the embedded schema up to date; `DATA_DIR`'s lock has made this process the only one. */
export async function migrate(orm: MikroORM): Promise<string[]> {
  return (await orm.migrator.up()).map((migration) => migration.name);
}

/**
 * Brings the schema of a server up to date and returns the names of what was applied. Any number of
 * instances may call it at once: one migrates, the others wait and find nothing to do. Connects as
 * `MIGRATION_DATABASE_URL`, directly: an advisory lock does not survive a transaction pooler.
 */
export async function migrateServer(settings: Settings, schema: Schema, logger: Logger): Promise<string[]> {
  const target = { ...settings, databaseUrl: settings.migrationDatabaseUrl };
  const setting = target.databaseUrl === settings.databaseUrl ? 'DATABASE_URL' : 'MIGRATION_DATABASE_URL';
  const orm = await openDatabase(target, schema, logger, { queryTimeout: undefined, setting });
  try {
    return await unitOfWork(orm.em).transactional(async (em) => {
      await execute(em, `select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
      return migrate(orm);
    });
  } catch (error) {
    throw sqlState(error) === INSUFFICIENT_PRIVILEGE ? new StartError(MAY_NOT_MIGRATE) : error;
  } finally {
    await orm.close(true);
  }
}

/**
 * The migrations of this build that the database lacks. Asks only what a role without the right to
 * change tables may ask. A schema that is newer than this build has none pending (rolling deployments).
 */
async function pendingMigrations(orm: MikroORM, { migrations }: Schema): Promise<string[]> {
  const em = unitOfWork(orm.em);
  const [table] = await execute<{ name: string | null }>(em, `select to_regclass('mikro_orm_migrations')::text as name`);
  const applied = table?.name ? await execute<{ name: string }>(em, 'select name from mikro_orm_migrations') : [];
  const names = new Set(applied.map((row) => row.name));
  return migrations.map((migration) => migration.name).filter((name) => !names.has(name));
}

/** Throws a {@link StartError} when the database lacks a migration of this build. */
export async function refuseOldSchema(orm: MikroORM, schema: Schema): Promise<void> {
  const pending = await pendingMigrations(orm, schema);
  if (pending.length === 0) return;
  throw new StartError(
    `The database schema is too old for this build (missing: ${pending.join(', ')}). ` +
      'Run: npm run migrate (in the image: node dist/src/console/migrate.js), or start with MIGRATE_ON_START=true.',
  );
}

async function execute<Row>(em: EntityManager, sql: string): Promise<Row[]> {
  const connection = em.getConnection() as AbstractSqlConnection;
  return connection.execute<Row[]>(sql, [], 'all', em.getTransactionContext());
}
