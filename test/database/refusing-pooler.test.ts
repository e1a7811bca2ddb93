import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allFeatures } from '../../src/all-features.js';
import { openDatabase } from '../../src/database/open-database.js';
import { describeError } from '../../src/log/describe-error.js';
import type { Logger } from '../../src/log/logger.js';
import { Closers, onServers } from '../support/product.js';
import { PgBouncer, PostgresServer } from '../support/servers/index.js';

describe.runIf(onServers)('PostgreSQL, or a pooler in front of it,', () => {
  const closers = new Closers();
  const logger = { warn: (message: string) => expect.fail(message) } as Partial<Logger> as Logger;
  const urls: Record<string, string> = {};

  beforeAll(async () => {
    const server = await closers.add(
      PostgresServer.start(undefined, ['host all locked all reject', 'host all walled all scram-sha-256']),
      (it) => it.stop(),
    );
    for (const role of ['walled', 'locked', 'stranger']) await server.query(`create role ${role} login`);
    await server.query(`alter role admin set datestyle = 'SQL, DMY'`);
    const pooler = async (settings: Record<string, string>, target = '') =>
      closers.add(PgBouncer.start(server, settings, target), (it) => it.stop());
    const [transaction, statement, refused] = [
      await pooler({ pool_mode: 'transaction' }),
      await pooler({ pool_mode: 'statement' }),
      await pooler({ pool_mode: 'transaction' }, 'user=walled password=wrong'),
    ];
    Object.assign(urls, {
      'no such role': server.url('nobody'),
      'a role that may not come in': server.url('locked'),
      'a schema that is not there': `${server.url()}?schema=nowhere`,
      'a pooler that knows no such user': transaction.url('postgres', 'nobody'),
      'a pooler whose database is not there': transaction.url('nowhere'),
      'a pooler whose role is refused': refused.url(),
      'a pooler for single statements': statement.url(),
      'a pooler that takes no schema': `${transaction.url()}?schema=app`,
      directly: server.url(),
      'through a pooler': transaction.url(),
    });
  });

  afterAll(() => closers.closeAll());

  async function open(what: string) {
    const settings = { databaseUrl: urls[what], databaseCa: undefined, databasePool: 1, dataDir: '/nowhere' };
    return openDatabase(settings, await allFeatures(), logger);
  }

  it.each([
    ['no such role', /refuses us \(28000\)/],
    ['a role that may not come in', /refuses us \(28000\)/],
    ['a schema that is not there', /schema that DATABASE_URL names is not there/],
    ['a pooler that knows no such user', /refuses us \(08P01: … authentication failed\): check DATABASE_URL/],
    ['a pooler whose database is not there', /refuses us \(08P01: .*does not exist\)/],
    ['a pooler whose role is refused', /refuses us \(08P01: .*(password|SASL)/],
    ['a pooler for single statements', /refuses us \(08P01: .*statement pooling/],
    ['a pooler that takes no schema', /refuses us \(08P01: unsupported startup parameter/],
  ])('says at once, in one line, why it refuses us (%s)', async (what, line) => {
    const message = await open(what).then(() => 'opened', String);
    expect(message).toMatch(line);
    expect(message).not.toMatch(/\n|nobody|nowhere|walled/);
  });

  it.each(['directly', 'through a pooler'])('writes dates as they are read, whatever the role has set (%s)', async (what) => {
    const orm = await open(what);
    const rows = await orm.em
      .getConnection()
      .execute(`select '2026-11-29T10:00:00Z'::timestamptz::text as text, current_setting('timezone') as zone`);
    expect(rows).toEqual([{ text: '2026-11-29 10:00:00+00', zone: 'UTC' }]);
    await orm.close(true);
  });
});

it('the sentence of a pooler is kept without the names in it', () => {
  const refused = Object.assign(new Error('server login failed: FATAL password authentication failed for user "bob"'), {
    code: '08P01',
  });
  expect(describeError(refused)).toMatchObject({
    code: '08P01',
    says: 'server login failed: FATAL password authentication failed for user …',
  });
});
