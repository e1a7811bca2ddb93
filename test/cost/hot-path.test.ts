import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SealingJob } from '../../src/audit/sealing-job.js';
import { MailDispatcher } from '../../src/mail/mail-dispatcher.js';
import { MassRevocations } from '../../src/sessions/revocations/mass-revocations.service.js';
import { countDriverSql, countStoreCalls } from '../support/observing.js';
import { Closers, freshStorage, loseSession, moreSessions, onServers, Product, type Storage } from '../support/product.js';
import { countCommands, RedisServer } from '../support/servers/index.js';
import { type Answer, logIn, PASSWORD, signIn, signInOn, type Visitor } from '../support/visitor.js';

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
    'while mass revocations mean others',
    {},
    async (product, visitor) => {
      await signIn(visitor);
      const revocations = product.app.get(MassRevocations);
      const others = { role: 'admin', method: 'passkey', network: '192.0.2.0/24' };
      for (let count = 0; count < 20; count += 1) await revocations.create({ before: 'now', ...others }, 'operator');
    },
  ],
  [
    'of a person with 1,000 other sessions',
    { SESSIONS_PER_USER: '2000' },
    async (product, visitor) => {
      await signIn(visitor);
      await moreSessions(product, visitor, 1_000);
    },
  ],
];

/** The same browser with nothing but what says that it has been here. */
function known(visitor: Visitor): Visitor {
  const again = visitor.copy();
  again.cookies.delete('session');
  return again;
}

async function remembered(visitor: Visitor): Promise<void> {
  await logIn(visitor, await signInOn(visitor), 'json', { remember: true });
}

// What the outbox and the sealer ask by themselves is no request's.
beforeAll(() => {
  vi.spyOn(MailDispatcher.prototype, 'sendDue').mockResolvedValue(true);
  vi.spyOn(SealingJob.prototype, 'run').mockResolvedValue();
});
afterAll(() => vi.restoreAllMocks());

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

  /** A deed of somebody remembered with a warm principal: what it may cost at most. BEGIN and COMMIT count, and the row of the audit log. */
  const DEEDS: [string, number, number, (visitor: Visitor) => Promise<Answer>][] = [
    ['a signed-in page', 1, 0, (visitor) => visitor.get('/dashboard')],
    [
      'the first page after remember-me',
      // The tables of trusted devices, second factors and mass revocations are asked too.
      8,
      10,
      async (visitor) => (await loseSession(product, visitor), visitor.get('/dashboard')),
    ],
    // Who repeats one of these gets the same outcome: claims of the deed are taken and given back.
    ['/confirm', 7, 3, (visitor) => visitor.post('/confirm', { password: PASSWORD }, 'json')],
    ['the list of sessions', 2, 3, (visitor) => visitor.get('/settings/sessions', 'json')],
    ['the end of all others', 10, 12, (visitor) => visitor.post('/settings/sessions/revoke-others', {}, 'json')],
    // It comes with a notice in the outbox, and locks the row.
    ['a password change', 12, 15, (visitor) => visitor.post('/settings/password', change, 'json')],
    ['a logout', 3, 3, (visitor) => visitor.post('/logout', {}, 'json')],
    ['an anonymous page', 0, 0, (visitor) => (visitor.cookies.clear(), visitor.get('/'))],
  ];
  const other = 'a quiet lamp above seven stairs';
  const change = { currentPassword: PASSWORD, password: other, passwordConfirmation: other };

  it('a login in a known browser is four commands and five statements, one of them for a second factor, with remember-me four more', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    for (const [remember, statements] of [
      [false, 5],
      [true, 9],
    ] as const) {
      const [commands, sql] = [await countCommands(redis), countDriverSql()];
      await logIn(known(visitor), person, 'json', { remember });
      const [sent, asked] = [await commands.stop(), sql.statements()];
      sql.stop();
      expect(sent).toHaveLength(4);
      expect(asked).toHaveLength(statements);
    }
  });

  it('a login in a new browser is three statements more, which put its notice into the outbox', async () => {
    const person = await signIn(product.visitor());
    const sql = countDriverSql();
    await logIn(product.visitor(), person);
    const asked = sql.statements();
    sql.stop();
    expect(asked).toHaveLength(8);
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
