import { PASSWORD } from '../support/people.ts';
import { migrate, type Stores } from '../support/product.ts';
import type { Environment } from '../support/program.ts';
import { askRedis, query, type Servers } from '../support/servers.ts';
import { type Account, accounts, copyAccounts } from './accounts.ts';
import { openWriter } from './writer.ts';

/** How many sign in at the same time, sharing round trips. */
const TOGETHER = 250;

/** bcrypt hides what lies beside it: the least cost there is, which production refuses. */
export const CHEAP_HASHES = { NODE_ENV: 'development', BCRYPT_COST: '4' };

export interface Population {
  readonly count: number;
  readonly stores: Stores;
  /** The accounts that are measured, with the cookies of their sessions. */
  readonly visitors: readonly { readonly account: Account; cookie: string }[];
  /** Bytes for each account or session. */
  readonly bytes: Readonly<Record<string, number>>;
}

export interface PopulationOptions {
  readonly count: number;
  /** The number of its Redis database. */
  readonly place: number;
  /** How many of the accounts are to be measured. */
  readonly measured: number;
  /** The settings of the product that will run on it: of the cost of hashes. */
  readonly env?: Environment;
}

/** So many accounts in a database of their own, and a session of each in a Redis database of its own. */
export async function populate(servers: Servers, { count, place, measured, env = {} }: PopulationOptions): Promise<Population> {
  const stores = { databaseUrl: await servers.database(`accounts_${count}`), redisUrl: await servers.redis(place) };
  await migrate(stores);
  const before = await redisBytes(stores);
  const writer = await openWriter(stores, env);
  const all = [...accounts(count)];
  await copyAccounts(stores.databaseUrl, all, await writer.hash(PASSWORD));
  await query(stores.databaseUrl, 'vacuum analyze users');
  const visitors: { account: Account; cookie: string }[] = [];
  const step = Math.max(1, Math.floor(count / measured));
  for (let from = 0; from < count; from += TOGETHER) {
    const cookies = await Promise.all(all.slice(from, from + TOGETHER).map((account) => writer.signIn(account)));
    for (const [offset, cookie] of cookies.entries()) {
      const account = all[from + offset];
      if (account !== undefined && (from + offset) % step === 0 && visitors.length < measured) visitors.push({ account, cookie });
    }
  }
  const redis = ((await redisBytes(stores)) - before) / count;
  await writer.close();
  console.log(`${count} accounts and sessions are there`);
  return { count, stores, visitors, bytes: { redis, ...(await tableBytes(stores, count)) } };
}

async function redisBytes({ redisUrl }: Stores): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await askRedis(redisUrl, (redis) => redis.info('memory')))?.[1]);
}

async function tableBytes({ databaseUrl }: Stores, count: number): Promise<Record<string, number>> {
  const sizes = `select pg_table_size('users') as rows, pg_indexes_size('users') as indexes`;
  const [row] = await query(databaseUrl, sizes);
  return { postgresRows: Number(row?.['rows']) / count, postgresIndexes: Number(row?.['indexes']) / count };
}
