import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allFeatures } from '../../src/all-features.js';
import { readSettings } from '../../src/config/read-settings.js';
import { migrateServer, refuseOldSchema } from '../../src/database/migrations.js';
import { openDatabase } from '../../src/database/open-database.js';
import type { Logger } from '../../src/log/logger.js';
import { Closers, onServers } from '../support/product.js';
import { PgBouncer, PostgresServer } from '../support/servers/index.js';

describe.runIf(onServers)('migrations on a server', () => {
  const closers = new Closers();
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-migrations-'));
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) } as Partial<Logger> as Logger;
  let server: PostgresServer;
  let databases = 0;

  beforeAll(async () => {
    server = await closers.add(PostgresServer.start(), (it) => it.stop());
  });

  afterAll(async () => {
    await closers.closeAll();
    rmSync(dataDir, { recursive: true });
  });

  async function emptyDatabase(...statements: string[]): Promise<string> {
    const name = `migrated_${(databases += 1)}`;
    await server.query(`create database ${name}`);
    for (const statement of statements) await server.query(statement, server.url('admin', name));
    return name;
  }

  async function migrate(databaseUrl: string): Promise<string[]> {
    const settings = readSettings({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir }, { ownSecrets: () => [] });
    return migrateServer(settings, await allFeatures(), logger);
  }

  const schemasOf = async (name: string) =>
    (
      await server.query<{ schemaname: string }>(
        `select distinct schemaname from pg_tables where schemaname !~ '^(pg_|information)'`,
        server.url('admin', name),
      )
    ).map((row) => row.schemaname);

  it.each([
    ['schema=', 'create schema app', '?schema=app'],
    ['options=', 'create schema app', '?options=-c search_path=app'],
    ["the database's search_path", 'create schema app; alter database :name set search_path = app', ''],
  ])('put everything, the journal too, into the schema of %s, also the second time', async (_where, statements, query) => {
    const name = `migrated_${databases + 1}`;
    await emptyDatabase(statements.replace(':name', name));
    const url = server.url('admin', name) + query;
    expect(await migrate(url)).not.toEqual([]);
    // Waiting mails lie in a schema beside it.
    expect((await schemasOf(name)).toSorted()).toEqual(['app', 'app_outbox']);
    expect(await migrate(url)).toEqual([]);
    const features = await allFeatures();
    const orm = await openDatabase({ databaseUrl: url, databaseCa: undefined, databasePool: 1, dataDir }, features, logger);
    await refuseOldSchema(orm, features);
    await orm.close(true);
  });

  it('need one connection, behind a pooler that has no more, and two instances take turns', async () => {
    const name = await emptyDatabase();
    await server.query(`alter database ${name} set idle_in_transaction_session_timeout = '100ms'`);
    const pooler = await closers.add(PgBouncer.start(server, { pool_mode: 'transaction', default_pool_size: 1 }), (it) =>
      it.stop(),
    );
    const [first, second] = await Promise.all([migrate(pooler.url(name)), migrate(pooler.url(name))]);
    expect(Math.min(first.length, second.length)).toBe(0);
    expect([...first, ...second].length).toBeGreaterThan(0);
  });

  it('wait for another one that holds the lock, and say so', async () => {
    const name = await emptyDatabase();
    const holder = server.query(
      `begin; select pg_advisory_xact_lock(7203114207); select pg_sleep(6); commit`,
      server.url('admin', name),
    );
    await expect.poll(() => server.query(`select 1 from pg_locks where locktype = 'advisory' and granted`)).toHaveLength(1);
    const impatient = `${server.url('admin', name)}?statement_timeout=1000&lock_timeout=1000&idle_in_transaction_session_timeout=1000`;
    expect(await migrate(impatient)).not.toEqual([]);
    await holder;
    expect(warnings).toContain('the migration waits for the lock of another instance that migrates');
  });
});
