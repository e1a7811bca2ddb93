import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Environment } from '../support/product.js';

/** No other test looks into this Redis database. */
const REDIS_DATABASE = '/9';

export interface Servers {
  readonly env: Environment;
  query(sql: string): Promise<Record<string, unknown>[]>;
  remove(): Promise<void>;
}

/** An empty database and an empty Redis on the servers that DATABASE_URL and REDIS_URL name. */
export async function emptyServers(): Promise<Servers> {
  const { DATABASE_URL, REDIS_URL } = process.env;
  if (!DATABASE_URL || !REDIS_URL)
    throw new Error('Set DATABASE_URL and REDIS_URL, or run: bash .ci/with-servers npm run rehearse');
  const name = `gatehouse_rehearsal_${randomBytes(6).toString('hex')}`;
  await query(DATABASE_URL, `create database ${name}`);
  const [database, redis] = [new URL(DATABASE_URL), new URL(REDIS_URL)];
  database.pathname = `/${name}`;
  redis.pathname = REDIS_DATABASE;
  const client = new Redis(redis.href);
  await client.flushdb();
  await client.quit();
  return {
    env: { DATABASE_URL: database.href, REDIS_URL: redis.href },
    query: (sql) => query(database.href, sql),
    remove: async () => void (await query(DATABASE_URL, `drop database if exists ${name} with (force)`)),
  };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The environment of a production process on these servers. */
export function production(servers: Environment): Environment {
  return {
    NODE_ENV: 'production',
    PUBLIC_URL: 'http://127.0.0.1:3000',
    SESSION_SECRET: 'the same secret for all instances of this rehearsal',
    BCRYPT_COST: '10',
    MIGRATE_ON_START: 'true',
    THROTTLE_REGISTER: 'off',
    ...servers,
  };
}
