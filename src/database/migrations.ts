import type { EntityManager, MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection, SqlEntityManager } from '@mikro-orm/sql';
import type { Settings } from '../config/settings.js';
import type { Logger } from '../log/logger.js';
import { StartError } from '../lifecycle/start-error.js';
import { MigrationWait } from './migration-wait.js';
import { openDatabase } from './open-database.js';
import type { Schema } from './orm-options.js';
import { sqlState } from './sql-state.js';
import { JOURNAL, TransactionalMigrator } from './transactional-migrator.js';
import { unitOfWork } from './unit-of-work.js';

/** PostgreSQL's advisory lock of this product's migrations has this number; any fixed one will do. */
const MIGRATION_LOCK = 7_203_114_207;

/** PostgreSQL has this code for a role that may not do what it asks. */
const INSUFFICIENT_PRIVILEGE = '42501';

/** Whoever waits for the lock is busy in a statement, and whoever holds it may rewrite a table: neither has a time-out. */
const PATIENT = 'set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0';

const MAY_NOT_MIGRATE =
  'This role may not change tables: name one that may in MIGRATION_DATABASE_URL (see docs/database-roles.md)';

/** Brings the embedded schema up to date; `DATA_DIR`'s lock has made this process the only one. */
export async function migrate(orm: MikroORM, schema: Schema): Promise<string[]> {
  // Every start would wait for what MikroORM asks to find out that nothing is missing.
  if ((await pendingMigrations(orm, schema)).length === 0) return [];
  return (await orm.migrator.up()).map((migration) => migration.name);
}

/**
 * Brings the schema of a server up to date and returns the names of what was applied. Any number of
 * instances may call it at once: one migrates, the others wait and find nothing to do. One transaction on one
 * connection holds the lock and does the work, so that no pooler and no time-out parts them.
 */
export async function migrateServer(settings: Settings, schema: Schema, logger: Logger): Promise<string[]> {
  const target = { ...settings, databaseUrl: settings.migrationDatabaseUrl };
  const setting = target.databaseUrl === settings.databaseUrl ? 'DATABASE_URL' : 'MIGRATION_DATABASE_URL';
  const wait = new MigrationWait(logger);
  wait.begin(`a connection: PostgreSQL, or a pooler in front of it, has none free (${setting})`);
  const orm = await openDatabase(target, schema, logger, { queryTimeout: undefined, connections: 1, setting }).finally(() =>
    wait.end(),
  );
  try {
    return await unitOfWork(orm.em).transactional(async (em) => {
      wait.begin('the lock of another instance that migrates');
      await execute(em, PATIENT);
      const [place] = await execute<{ schema: string }>(
        em,
        `select current_schema() as schema from pg_advisory_xact_lock(${MIGRATION_LOCK})`,
      );
      wait.begin('tables that somebody else has locked, or for much to be rewritten: see pg_stat_activity');
      const transaction = em.getTransactionContext();
      if (place === undefined || transaction === undefined) throw new Error('a migration needs a transaction');
      return new TransactionalMigrator(orm.em as SqlEntityManager).upWithin(transaction, place.schema);
    });
  } catch (error) {
    throw sqlState(error) === INSUFFICIENT_PRIVILEGE ? new StartError(MAY_NOT_MIGRATE) : error;
  } finally {
    wait.end();
    await orm.close(true);
  }
}

/**
 * Returns the migrations of this build that the database lacks. It asks only what a role without the right to change
 * tables may ask. A schema that is newer than this build has none pending (rolling deployments).
 */
async function pendingMigrations(orm: MikroORM, { migrations }: Schema): Promise<string[]> {
  const em = unitOfWork(orm.em);
  const [table] = await execute<{ name: string | null }>(em, `select to_regclass('${JOURNAL}')::text as name`);
  const applied = table?.name ? await execute<{ name: string }>(em, `select name from ${JOURNAL}`) : [];
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
