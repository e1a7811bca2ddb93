import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { PgliteDriver } from '@mikro-orm/pglite';
import { MikroORM } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { embeddedDatabase } from '../../src/database/embedded/embedded-cluster.js';
import type { PostgresThread } from '../../src/database/embedded/postgres-thread.js';
import { User } from '../../src/users/user.entity.js';

/** A thread runs what is built. */
const BUILT = pathToFileURL(resolve('dist/src/database/embedded/postgres-thread.js')).href;

let folders: string;
let thread: PostgresThread;
let threaded: MikroORM;
let direct: MikroORM;

beforeAll(async () => {
  folders = mkdtempSync(join(tmpdir(), 'gatehouse-thread-'));
  for (const name of ['threaded', 'direct']) cpSync(inject('templateDataDir'), join(folders, name), { recursive: true });
  thread = await startThread(join(folders, 'threaded'));
  threaded = await open(join(folders, 'threaded'), { pglite: () => thread });
  direct = await open(join(folders, 'direct'), embeddedDatabase('').driverOptions);
});

afterAll(async () => {
  await threaded.close(true);
  await thread.close();
  await direct.close(true);
  rmSync(folders, { recursive: true, force: true });
});

async function startThread(dataDir: string): Promise<PostgresThread> {
  const built = (await import(BUILT)) as { PostgresThread: typeof PostgresThread };
  return new built.PostgresThread(embeddedDatabase(dataDir).dbName);
}

function open(dataDir: string, driverOptions: object): Promise<MikroORM> {
  const { dbName } = embeddedDatabase(dataDir);
  return MikroORM.init({ driver: PgliteDriver, dbName, driverOptions: () => driverOptions, entities: [User] });
}

const execute = (orm: MikroORM, sql: string, parameters: unknown[] = []) => orm.em.getConnection().execute(sql, parameters);

/** What came of it: the rows, or what is wrong. */
const said = (orm: MikroORM, sql: string, parameters: unknown[] = []) =>
  execute(orm, sql, parameters).then(
    (rows) => ({ rows }),
    (error: unknown) => ({ error: partsOf(error) }),
  );

function partsOf(error: unknown) {
  const { name, message, code, detail, constraint, table, severity } = Object(error) as Record<string, unknown>;
  return { name, message, code, detail, constraint, table, severity };
}

const STATEMENTS: [string, unknown[]?][] = [
  ['select 1::int2 as a, 2::int4 as b, 3::int8 as c, 9007199254740993::int8 as d, 1.50::numeric as e, 0.1::float8 as f'],
  [
    "select true as a, null as b, 'ü'::text as c, '\\x00ff'::bytea as d, '{\"a\":[1]}'::jsonb as e, gen_random_uuid() is null as f",
  ],
  [
    "select date '2026-02-28' as a, timestamp '2026-02-28 12:00' as b, timestamptz '2026-02-28 12:00+02' as c, interval '1 day' as d",
  ],
  [
    "select array[1,2] as a, array['a,b','\"']::text[] as b, array[date '2026-02-28'] as c, array[timestamptz '2026-02-28 12:00+00'] as d",
  ],
  ["select array[null, date '2026-02-28'] as a, array[interval '1 day'] as b"],
  ['select ?::text as a, ?::int as b, ?::jsonb as c, ?::bool as d', ['x', 7, '{"k":null}', true]],
  ['select 1 where false'],
  ['create temporary table things (id int primary key, name text not null)'],
  ["insert into things values (1, 'one'), (2, 'two')"],
  ["update things set name = name || '!' returning *"],
  ["insert into things values (1, 'again')"],
  ['insert into things values (3, null)'],
  ['select * from nothing_here'],
  ['selec 1'],
  ['select 1/0'],
];

describe('the embedded database in a thread of its own', () => {
  it.each(STATEMENTS)('answers as it does in this one: %s', async (sql, parameters) => {
    expect(await said(threaded, sql, parameters)).toEqual(await said(direct, sql, parameters));
  });

  it('keeps a transaction whole, and others waiting until it ends', async () => {
    await execute(threaded, 'create table counted (at int)');
    const order: string[] = [];
    const first = thread.transaction(async (transaction) => {
      await transaction.query('insert into counted values (1)');
      order.push('first');
      await new Promise((done) => setImmediate(done));
      await transaction.query('insert into counted values (2)');
      order.push('first ends');
    });
    const second = thread.query('select count(*)::int as count from counted').then(({ rows }) => {
      order.push('second');
      return rows;
    });
    await first;
    expect(await second).toEqual([{ count: 2 }]);
    expect(order).toEqual(['first', 'first ends', 'second']);
  });

  it('undoes a transaction whose work rejects', async () => {
    await execute(threaded, 'create table undone (at int)');
    const reason = new Error('no more');
    const work = thread.transaction(async (transaction) => {
      await transaction.query('insert into undone values (1)');
      throw reason;
    });
    await expect(work).rejects.toBe(reason);
    expect(await execute(threaded, 'select * from undone')).toEqual([]);
  });

  it('says that a transaction could not be committed, and takes the next one', async () => {
    await execute(threaded, 'create table parent (id int primary key)');
    await execute(threaded, 'create table child (of int references parent deferrable initially deferred)');
    await expect(thread.transaction(({ query }) => query('insert into child values (1)'))).rejects.toMatchObject({
      code: '23503',
    });
    await expect(thread.transaction(({ query }) => query('select 1 as one'))).resolves.toMatchObject({ rows: [{ one: 1 }] });
  });

  it('does the same through MikroORM as in this thread', async () => {
    const change = (orm: MikroORM) =>
      orm.em.fork().transactional(async (em) => {
        const within = (sql: string) => em.getConnection().execute(sql, [], 'all', em.getTransactionContext());
        await within('create table if not exists moved (at int)');
        await within('insert into moved values (1)');
        await within('insert into moved values (1, 2)');
      });
    for (const orm of [threaded, direct]) {
      await expect(change(orm)).rejects.toThrow(/more expressions than target columns/);
      await expect(execute(orm, 'select * from moved')).rejects.toThrow(/does not exist/);
      expect(await orm.em.fork().count(User)).toBe(0);
    }
  });
});

describe('a thread whose cluster is broken', () => {
  it('says what PostgreSQL says, refuses statements, and closes', async () => {
    const broken = join(folders, 'broken');
    cpSync(inject('templateDataDir'), broken, { recursive: true });
    rmSync(join(broken, 'postgres', 'global'), { recursive: true });
    const other = await startThread(broken);
    const { dbName, driverOptions } = embeddedDatabase(broken);
    const reason = partsOf(await PGlite.create(dbName, driverOptions).catch((error: unknown) => error));
    expect(partsOf(await other.waitReady.catch((error: unknown) => error))).toEqual(reason);
    await expect(other.query('select 1')).rejects.toThrow();
    await other.close();
    await expect(other.query('select 1')).rejects.toThrow('the embedded database has ended');
  });
});
