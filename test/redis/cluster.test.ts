import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Closers, freshStorage, loseSession, moreSessions, onServers, Product, type Storage } from '../support/product.js';
import { countCommands, RedisCluster } from '../support/servers/index.js';
import { isSignedIn, logIn, PASSWORD, signedInCopyOf, signIn, signInOn } from '../support/visitor.js';

const NEW = 'a quiet lamp above seven stairs';
const hasRedis = ['redis-server', 'redis-cli'].every((program) => spawnSync(program, ['--version']).status === 0);

describe.runIf(onServers && hasRedis)('on a Redis Cluster of three masters', () => {
  const closers = new Closers();
  let cluster: RedisCluster;
  let storage: Storage;
  let product: Product;
  let other: Product;

  beforeAll(async () => {
    cluster = await closers.add(RedisCluster.start(), (masters) => masters.stop());
    storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
    product = await closers.add(Product.on(storage, { REDIS_URL: cluster.url, SESSIONS_PER_USER: '4' }), (instance) =>
      instance.close(),
    );
    other = await closers.add(Product.on(storage, { REDIS_URL: cluster.url, SESSIONS_PER_USER: '4' }), (instance) =>
      instance.close(),
    );
  });

  afterAll(() => closers.closeAll());

  it('people register, log in, stay logged in, end sessions, change their password and log out, as on one server', async () => {
    // Accounts are made until every master has some: where one lies is chance, but not 60 times in a row on two masters.
    const someMasterIsEmpty = async () => (await cluster.sizes()).includes(0);
    for (let count = 0; count < 4 || (count < 60 && (await someMasterIsEmpty())); count += 1) {
      const [here, there, tablet] = [product.visitor(), other.visitor(), product.visitor()];
      const person = await signInOn(here, there);
      await logIn(tablet, person, 'json', { remember: true });
      for (const device of [here, there, tablet]) {
        for (const page of ['/dashboard', '/profile', '/']) expect((await device.get(page)).status).toBe(200);
      }
      await loseSession(product, tablet);
      expect((await signedInCopyOf(tablet, other.url).get('/session', 'json')).json).toMatchObject({
        authenticated: true,
        fresh: false,
      });
      expect((await here.post('/confirm', { password: PASSWORD }, 'json')).status).toBe(200);

      const { sessions } = (await here.get('/settings/sessions', 'json')).json;
      expect(sessions).toHaveLength(3);
      for (const { id, current } of sessions as { id: string; current: boolean }[]) {
        if (!current) expect((await here.post(`/settings/sessions/${id}/revoke`, {}, 'json')).status).toBe(200);
      }
      expect([await isSignedIn(there), await isSignedIn(here)]).toEqual([false, true]);
      expect((await tablet.get('/dashboard', 'json')).status).toBe(401);

      await logIn(there, person);
      const change = { currentPassword: PASSWORD, password: NEW, passwordConfirmation: NEW };
      expect((await here.post('/settings/password', change, 'json')).status).toBe(200);
      expect([await isSignedIn(there), await isSignedIn(here)]).toEqual([false, true]);
      const copy = signedInCopyOf(here, other.url);
      expect(await isSignedIn(copy)).toBe(true);
      await here.post('/logout');
      expect((await copy.get('/dashboard', 'json')).status).toBe(401);
    }
    expect(await someMasterIsEmpty()).toBe(false);
  });

  it('the oldest session makes room, and all others are revoked at once', async () => {
    const here = product.visitor();
    const person = await signIn(here);
    const others = await moreSessions(product, here, 5);
    const newest = other.visitor();
    await logIn(newest, person);
    expect((await here.get('/dashboard', 'json')).json['detail']).toContain('too many devices');
    expect((await newest.post('/settings/sessions/revoke-others', {}, 'json')).status).toBe(200);
    for (const ended of others) expect(await isSignedIn(ended)).toBe(false);
    expect(await isSignedIn(signedInCopyOf(newest, product.url))).toBe(true);
  });

  it('a signed-in page is one command to one master', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    await visitor.get('/dashboard');
    const counts = await Promise.all(cluster.masters.map(countCommands));
    for (let page = 0; page < 3; page += 1) await visitor.get('/profile');
    const sent = await Promise.all(counts.map((count) => count.stop()));
    expect(sent.flat().filter((name) => name !== 'cluster')).toEqual(['mget', 'mget', 'mget']);
  });

  it('a master that comes back without its last writes brings no session back', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    await visitor.get('/dashboard');
    const [here, there] = [signedInCopyOf(visitor), signedInCopyOf(visitor, other.url)];
    expect(await isSignedIn(there)).toBe(true);
    for (const master of cluster.masters) await master.keep();
    await visitor.post('/logout');
    for (const master of cluster.masters) await master.restart();
    for (const late of [here, there]) {
      await vi.waitFor(async () => expect((await late.get('/dashboard', 'json')).status).not.toBe(503), { timeout: 10_000 });
      expect((await late.get('/dashboard', 'json')).status).toBe(401);
    }
  });

  it('with every master away, every page that needs one is a 503, at once and not after a queue', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    for (const master of cluster.masters) await master.stop();
    const look = () =>
      visitor.send('/dashboard', { signal: AbortSignal.timeout(10_000), headers: { accept: 'application/json' } });
    for (let page = 0; page < 5; page += 1) expect((await look()).status).toBe(503);
  });
});
