import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Closers } from '../support/closers.js';
import { countStoreCalls } from '../support/counting.js';
import { loseSession, moreSessions, signInOn } from '../support/devices.js';
import { countDriverSql } from '../support/driver-sql.js';
import { logIn, PASSWORD, signIn } from '../support/people.js';
import { Product } from '../support/product.js';
import { countCommands, RedisServer } from '../support/redis-server.js';
import { freshStorage, onServers, type Storage } from '../support/storage.js';
import type { Answer, Visitor } from '../support/visitor.js';

const PAGES = ['/dashboard', '/profile', '/settings', '/', '/session', '/auth/verify'];

/** What a signed-in browser may have, none of which may cost a page anything. */
const CASES: [string, Record<string, string>, (product: Product, visitor: Visitor) => Promise<unknown>][] = [
  ['with nothing else', { SESSION_PROTECTION: 'off' }, (_product, visitor) => signIn(visitor)],
  ['with a remember cookie', {}, async (_product, visitor) => remembered(visitor)],
  [
    'signed in again by remember-me',
    {},
    async (product, visitor) => {
      await remembered(visitor);
      await loseSession(product, visitor);
      await visitor.get('/dashboard');
    },
  ],
  ['with basic protection', { SESSION_PROTECTION: 'basic' }, (_product, visitor) => signIn(visitor)],
  ['with strong protection', { SESSION_PROTECTION: 'strong' }, async (_product, visitor) => remembered(visitor)],
  [
    'of a person with 1,000 other sessions',
    { SESSIONS_PER_USER: '2000' },
    async (product, visitor) => {
      await signIn(visitor);
      await moreSessions(product, visitor, 1_000);
    },
  ],
];

async function remembered(visitor: Visitor): Promise<void> {
  await logIn(visitor, await signInOn(visitor), 'json', { remember: true });
}

describe('a signed-in page', () => {
  it.each(CASES)('%s costs one round trip to Redis and no SQL', async (_case, env, arrive) => {
    const product = await Product.start(env);
    const visitor = product.visitor();
    await arrive(product, visitor);
    // The first page of an account reads its principal.
    await visitor.get('/dashboard');
    const counts = countStoreCalls(product);
    for (const path of PAGES) expect([200, 204]).toContain((await visitor.get(path)).status);
    expect([counts.redis(), counts.sql()]).toEqual([PAGES.length, 0]);
    counts.stop();
    await product.remove();
  });
});

describe.runIf(onServers)('on the wire to real servers', () => {
  const closers = new Closers();
  let redis: RedisServer;
  let storage: Storage;
  let product: Product;

  beforeAll(async () => {
    redis = await closers.add(RedisServer.start(), (server) => server.stop());
    storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
    product = await closers.add(Product.on(storage, { REDIS_URL: redis.url }), (instance) => instance.close());
  });

  afterAll(() => closers.closeAll());

  it.each(CASES)('a page %s is one MGET and no statement', async (_case, env, arrive) => {
    const instance = await Product.on(storage, { REDIS_URL: redis.url, ...env });
    const visitor = instance.visitor();
    await arrive(instance, visitor);
    await visitor.get('/dashboard');
    const [commands, sql] = [await countCommands(redis), countDriverSql()];
    for (const path of PAGES) expect([200, 204]).toContain((await visitor.get(path)).status);
    expect(await commands.stop()).toEqual(PAGES.map(() => 'mget'));
    expect(sql.statements()).toEqual([]);
    sql.stop();
    await instance.close();
  });

  /** A deed of somebody remembered with a warm principal: what it may cost at most. BEGIN and COMMIT count. */
  const DEEDS: [string, number, number, (visitor: Visitor) => Promise<Answer>][] = [
    ['a signed-in page', 1, 0, (visitor) => visitor.get('/dashboard')],
    [
      'the first page after remember-me',
      8,
      8,
      async (visitor) => (await loseSession(product, visitor), visitor.get('/dashboard')),
    ],
    // Who repeats one of these gets the same outcome: claims of the deed are taken and given back.
    ['/confirm', 7, 2, (visitor) => visitor.post('/confirm', { password: PASSWORD }, 'json')],
    ['the list of sessions', 2, 1, (visitor) => visitor.get('/settings/sessions', 'json')],
    ['the end of all others', 10, 9, (visitor) => visitor.post('/settings/sessions/revoke-others', {}, 'json')],
    ['a password change', 10, 11, (visitor) => visitor.post('/settings/password', change, 'json')],
    ['a logout', 3, 2, (visitor) => visitor.post('/logout', {}, 'json')],
    ['an anonymous page', 0, 0, (visitor) => (visitor.cookies.clear(), visitor.get('/'))],
  ];
  const other = 'a quiet lamp above seven stairs';
  const change = { currentPassword: PASSWORD, password: other, passwordConfirmation: other };

  it('a login is three commands and three statements, with remember-me four more', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    for (const [remember, statements] of [
      [false, 3],
      [true, 7],
    ] as const) {
      const [commands, sql] = [await countCommands(redis), countDriverSql()];
      await logIn(product.visitor(), person, 'json', { remember });
      const [sent, asked] = [await commands.stop(), sql.statements()];
      sql.stop();
      expect(sent).toHaveLength(3);
      expect(asked).toHaveLength(statements);
    }
  });

  it.each(DEEDS)('%s is at most %i commands and %i statements', async (name, mostCommands, mostStatements, deed) => {
    const visitor = product.visitor();
    await remembered(visitor);
    await visitor.get('/dashboard');
    const [commands, sql] = [await countCommands(redis), countDriverSql()];
    expect([200, 204]).toContain((await deed(visitor)).status);
    const [sent, statements] = [await commands.stop(), sql.statements()];
    sql.stop();
    console.info(`${name}: ${sent.join(' ') || 'no command'}; ${statements.length} statements`);
    expect(sent.length).toBeLessThanOrEqual(mostCommands);
    expect(statements.length).toBeLessThanOrEqual(mostStatements);
  });
});
