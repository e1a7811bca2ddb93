import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { templateDataDir } from './template.js';

/** Settings by the names of their variables (docs/settings.md). */
export type Environment = Record<string, string>;

/** Where a product under test keeps what it knows, and what takes that away again. */
export interface Storage {
  readonly env: Environment;
  readonly onServers: boolean;
  remove(): Promise<void>;
}

/** This is true when tests run on real PostgreSQL and Redis. */
export const onServers = Boolean(process.env['DATABASE_URL'] && process.env['REDIS_URL']);

/**
 * Makes an empty storage that nobody else uses: a copy of the embedded template, or, where DATABASE_URL and REDIS_URL
 * are set, a new database on that server and this worker's own Redis database.
 */
export async function freshStorage(): Promise<Storage> {
  const { DATABASE_URL, REDIS_URL } = process.env;
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
  if (!DATABASE_URL || !REDIS_URL) {
    cpSync(await templateDataDir(), dataDir, { recursive: true });
    const remove = async () => rmSync(dataDir, { recursive: true, force: true });
    return { env: { DATA_DIR: dataDir }, onServers: false, remove };
  }
  const name = `gatehouse_test_${randomBytes(6).toString('hex')}`;
  await administer(DATABASE_URL, `create database ${name}`);
  const redisUrl = await emptyRedis(REDIS_URL);
  const databaseUrl = new URL(DATABASE_URL);
  databaseUrl.pathname = `/${name}`;
  return {
    env: { DATA_DIR: dataDir, DATABASE_URL: databaseUrl.href, REDIS_URL: redisUrl, MIGRATE_ON_START: 'true' },
    onServers: true,
    remove: async () => {
      await administer(DATABASE_URL, `drop database if exists ${name} with (force)`);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** Gives each worker one of the databases 1 to 15 of a Redis server, which are separate, and empties it. */
async function emptyRedis(url: string): Promise<string> {
  const own = new URL(url);
  own.pathname = `/${1 + (Number(process.env['VITEST_POOL_ID'] ?? 1) % 15)}`;
  const client = new Redis(own.href);
  await client.flushdb();
  await client.quit();
  return own.href;
}
