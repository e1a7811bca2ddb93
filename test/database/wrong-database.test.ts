import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { allFeatures } from '../../src/all-features.js';
import { poolUsage } from '../../src/metrics/observe-database.js';
import { openDatabase } from '../../src/database/open-database.js';
import type { Logger } from '../../src/log/logger.js';

const { DATABASE_URL } = process.env;

describe.runIf(DATABASE_URL)('a DATABASE_URL with a misspelt name', () => {
  it('is refused at once, and no database is made by that name', async () => {
    const name = `misspelt_${randomBytes(6).toString('hex')}`;
    const databaseUrl = new URL(DATABASE_URL ?? '');
    databaseUrl.pathname = `/${name}`;
    const logger = { warn: () => expect.fail('waits') } as Partial<Logger> as Logger;
    const settings = { databaseUrl: databaseUrl.href, databaseCa: undefined, databasePool: 1, dataDir: '/nowhere' };
    await expect(openDatabase(settings, await allFeatures(), logger)).rejects.toThrow(/refuses us \(3D000\): check DATABASE_URL/);
    const client = new pg.Client({ connectionString: DATABASE_URL });
    await client.connect();
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [name]);
    await client.end();
    expect(rows).toEqual([]);
  });
});

describe.runIf(DATABASE_URL)('DATABASE_POOL', () => {
  it.each([1, 3])('is how many connections an instance opens at most (%d)', async (databasePool) => {
    const logger = { warn: () => expect.fail('waits') } as Partial<Logger> as Logger;
    const settings = { databaseUrl: DATABASE_URL, databaseCa: undefined, databasePool, dataDir: '/nowhere' };
    const orm = await openDatabase(settings, await allFeatures(), logger);
    const asked = Array.from({ length: 5 }, () => orm.em.fork().getConnection().execute('select pg_sleep(0.1)'));
    await Promise.all(asked);
    const { busy, idle, max } = await poolUsage(orm);
    await orm.close(true);
    expect([busy + idle, max]).toEqual([databasePool, databasePool]);
  });
});

describe.runIf(DATABASE_URL)('options in DATABASE_URL', () => {
  it.each([
    ['nosuch=1', '42704'],
    ['work_mem=much', '22023'],
  ])('that PostgreSQL refuses end the start at once (%s)', async (option, code) => {
    const databaseUrl = new URL(DATABASE_URL ?? '');
    databaseUrl.searchParams.set('options', `-c ${option}`);
    const logger = { warn: () => expect.fail('waits') } as Partial<Logger> as Logger;
    const settings = { databaseUrl: databaseUrl.href, databaseCa: undefined, databasePool: 1, dataDir: '/nowhere' };
    await expect(openDatabase(settings, await allFeatures(), logger)).rejects.toThrow(`refuses us (${code}): check DATABASE_URL`);
  });
});
