import { MikroORM } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Closers, freshStorage, loseSession, onServers, Product, type Storage } from '../support/product.js';
import { RedisServer } from '../support/servers/index.js';
import { isSignedIn, logIn, PASSWORD, type Person, register, signedInCopyOf, someone, type Visitor } from '../support/visitor.js';

const NEW = 'a quiet lamp above seven stairs';

interface Devices {
  readonly person: Person;
  /** Two devices of the person. */
  readonly one: Visitor;
  readonly other: Visitor;
}

const revokeOther = async ({ one }: Devices): Promise<void> => {
  const { sessions } = (await one.get('/settings/sessions', 'json')).json;
  const { id } = (sessions as { id: string; current: boolean }[]).find(({ current }) => !current) ?? {};
  expect((await one.post(`/settings/sessions/${id}/revoke`, {}, 'json')).status).toBe(200);
};

/** What a person does just before Redis forgets it, and whose sessions of before must stay over. */
const DEEDS: [string, (devices: Devices) => Promise<unknown>, ('one' | 'other')[]][] = [
  ['a logout', ({ one }) => one.post('/logout'), ['one']],
  ['the end of one session by its owner', revokeOther, ['other']],
  ['the end of all others', ({ one }) => one.post('/settings/sessions/revoke-others', {}, 'json'), ['one', 'other']],
  [
    'a password change',
    ({ one }) => one.post('/settings/password', { currentPassword: PASSWORD, password: NEW, passwordConfirmation: NEW }, 'json'),
    ['one', 'other'],
  ],
];

describe.runIf(onServers)('a Redis that comes back without its last writes', () => {
  const closers = new Closers();
  let redis: RedisServer;
  let storage: Storage;
  let product: Product;
  const start = () => Product.on(storage, { REDIS_URL: redis.url });

  beforeAll(async () => {
    redis = await closers.add(RedisServer.start(), (server) => server.stop());
    storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
    product = await closers.add(start(), (instance) => instance.close());
  });

  afterAll(() => closers.closeAll());

  const failOver = async (): Promise<void> => {
    await redis.restart();
    const health = product.visitor();
    await vi.waitFor(async () => expect((await health.get('/health/ready', 'json')).status).toBe(200), { timeout: 5_000 });
  };

  const devices = async (remember: boolean): Promise<Devices> => {
    const [one, other] = [product.visitor(), product.visitor()];
    const person = someone();
    await register(one, person);
    for (const device of [one, other]) {
      await logIn(device, person, 'json', { remember });
      // This page warms the principal, which the restart brings back with the session.
      expect((await device.get('/dashboard', 'json')).status).toBe(200);
    }
    return { person, one, other };
  };

  describe.each([
    ['', false],
    [' with remember-me', true],
  ])('brings no session back%s', (_with, remember) => {
    it.each(DEEDS)('after %s', async (_deed, deed, ended) => {
      const present = await devices(remember);
      const before = { one: signedInCopyOf(present.one), other: signedInCopyOf(present.other) };
      await redis.keep();
      await deed(present);
      await failOver();
      for (const device of ended) {
        expect((await before[device].get('/dashboard', 'json')).status).toBe(401);
        expect((await before[device].get('/dashboard', 'json')).status).toBe(401);
      }
      if (!ended.includes('other')) expect(await isSignedIn(before.other)).toBe(true);
    });
  });

  it.each(DEEDS)('brings no session back by an instance that starts after it (%s)', async (_deed, deed, ended) => {
    const present = await devices(false);
    const before = { one: signedInCopyOf(present.one), other: signedInCopyOf(present.other) };
    await redis.keep();
    await deed(present);
    await failOver();
    const late = await start();
    for (const device of ended) expect(await isSignedIn(signedInCopyOf(before[device], late.url))).toBe(false);
    await late.close();
  });

  it('makes the next request of an account read its principal again, once', async () => {
    const { one } = await devices(false);
    await redis.keep();
    const sql = vi.spyOn(product.app.get(MikroORM).em.getConnection(), 'execute');
    await one.get('/dashboard', 'json');
    expect(sql).not.toHaveBeenCalled();
    await failOver();
    sql.mockClear();
    for (let page = 0; page < 3; page += 1) expect((await one.get('/dashboard', 'json')).status).toBe(200);
    // One statement reads the account, the other its list of revoked sessions; mass revocations are no account's.
    const asked = sql.mock.calls.filter(([text]) => !String(text).includes('mass_revocations'));
    expect(asked).toHaveLength(2);
    sql.mockRestore();
  });

  it('that is empty logs nobody in but those who are remembered', async () => {
    const { one, person } = await devices(false);
    const tablet = product.visitor();
    await logIn(tablet, person, 'json', { remember: true });
    const ended = product.visitor();
    await logIn(ended, person, 'json', { remember: true });
    const thief = signedInCopyOf(ended);
    await ended.post('/logout');
    await redis.ask((client) => client.flushall());
    await failOver();
    const refused = await one.get('/dashboard', 'json');
    expect([refused.status, refused.json['detail']]).toEqual([401, 'Your session has expired. Please log in again.']);
    expect((await tablet.get('/session', 'json')).json).toMatchObject({ authenticated: true, remembered: true, fresh: false });
    expect((await thief.get('/dashboard', 'json')).status).toBe(401);
    await loseSession(product, tablet);
    expect((await tablet.get('/dashboard', 'json')).status).toBe(200);
  });

  const siblings = async () => {
    const { one } = await devices(true);
    const [tab, thief] = [signedInCopyOf(one, product.url, ['remember']), signedInCopyOf(one, product.url, ['remember'])];
    await loseSession(product, one);
    await one.get('/dashboard');
    await tab.get('/dashboard');
    // The successor has to come back, because only that makes the cookie before it a spent one.
    tab.cookies.delete('session');
    await tab.get('/dashboard');
    await redis.keep();
    return { one, thief, late: [signedInCopyOf(one), signedInCopyOf(tab)] };
  };

  it('brings back none of the sessions that a theft has revoked', async () => {
    const { thief, late } = await siblings();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    await thief.get('/dashboard');
    await failOver();
    for (const visitor of late) expect(await isSignedIn(visitor)).toBe(false);
    vi.useRealTimers();
  });

  it('brings back no other session of the series that was logged out', async () => {
    const { one, late } = await siblings();
    await one.post('/logout');
    await failOver();
    for (const visitor of late) expect(await isSignedIn(visitor)).toBe(false);
  });
});
