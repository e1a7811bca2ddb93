import { MikroORM } from '@mikro-orm/core';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../src/outages/store-unavailable.js';
import { indexKey } from '../../src/redis/keys.js';
import { RedisPort } from '../../src/redis/redis-port.js';
import { User } from '../../src/users/user.entity.js';
import { scrape } from '../support/observing.js';
import { Closers, expectOutage, later, onServers, StoresAway, WAYS } from '../support/product.js';
import {
  type Answer,
  type Format,
  FORMATS,
  logIn,
  PASSWORD,
  type Person,
  register,
  remembered,
  reopened,
  sessionAddress,
  someone,
  type Visitor,
} from '../support/visitor.js';

const OPEN = (store: string) => `gatehouse_breaker_open{store="${store}"}`;
const CHANGE = { currentPassword: PASSWORD, password: 'a quiet lamp', passwordConfirmation: 'a quiet lamp' };

describe.runIf(onServers)('Redis away', () => {
  const closers = new Closers();
  let stores: StoresAway;

  beforeAll(async () => {
    // The throttles are on, as they are delivered: they too ask Redis, before any password is hashed.
    const throttles = { THROTTLE_ACCOUNT: '10/15m', THROTTLE_ADDRESS: '100/15m', THROTTLE_REGISTER: '20/1h' };
    stores = await StoresAway.start(closers, { ...throttles, METRICS_PORT: '0' });
  });

  afterAll(() => closers.closeAll());

  describe.each(WAYS)('(%s)', (way) => {
    let person: Person;
    let signedIn: Visitor;
    /** This browser has the remember-me cookie alone. */
    let tablet: Visitor;
    let lines: string[];

    beforeAll(async () => {
      signedIn = stores.product.visitor();
      person = await remembered(signedIn);
      tablet = reopened(signedIn);
      await signedIn.get('/dashboard');
      lines = stores.lines();
      await stores.away('redis', way);
    });

    const deeds: [string, (format: Format) => Promise<Answer>][] = [
      ['a page', (format) => signedIn.get('/dashboard', format)],
      ['the front page', (format) => signedIn.get('/', format)],
      ['a page, remembered', (format) => tablet.get('/dashboard', format)],
      ['a login', (format) => logIn(stores.product.visitor(), person, format, { remember: 'on' })],
      ['a registration', (format) => register(stores.product.visitor(), someone(), format)],
      ['a form', (format) => signedIn.post('/settings/password', CHANGE, format)],
      ['a logout', (format) => signedIn.post('/logout', {}, format)],
      ['a logout, remembered', (format) => tablet.post('/logout', {}, format)],
      ['a missing page', (format) => signedIn.get('/nowhere', format)],
    ];
    it.each(deeds)('%s is a 503 that clears no cookie', expectOutage);

    it('guests see the public pages', async () => {
      for (const path of ['/', '/login', '/register', '/logout']) {
        for (const format of FORMATS)
          expect([path, (await stores.product.visitor().get(path, format)).status]).toEqual([path, 200]);
      }
      expect((await stores.product.visitor().get('/dashboard', 'json')).status).toBe(401);
    });

    it('load balancers keep the instance, monitors are told', async () => {
      const probe = (name: string) => stores.product.visitor().get(`/health/${name}`);
      expect([(await probe('live')).status, (await probe('serving')).status]).toEqual([200, 200]);
      const { status, json } = await probe('ready');
      expect([status, json['checks']]).toEqual([503, { postgresql: 'up', redis: 'down' }]);
    });

    it('no request waits for it', async () => {
      expect(['open', 'half-open']).toContain(stores.state('redis'));
      const before = stores.sentTo('redis').length;
      for (let page = 0; page < 50; page += 1) expect((await signedIn.get('/dashboard')).status).toBe(503);
      expect(stores.sentTo('redis').slice(before)).not.toMatch(/mget/i);
      const { samples } = await scrape(stores.product);
      expect([samples.get(OPEN('redis')), samples.get(OPEN('postgresql'))]).toEqual([1, 0]);
    });

    it('the store comes back by itself, to the same sessions, and the log has a line for each change', async () => {
      await stores.back();
      expect((await signedIn.get('/dashboard')).text).toContain(person.username);
      expect((await tablet.get('/dashboard')).text).toContain(person.username);
      expect((await scrape(stores.product)).samples.get(OPEN('redis'))).toBe(0);
      expect(lines).toEqual(['redis is away', 'redis is back']);
    });
  });

  it('neither a lost connection nor an error in the data refuses anybody else', async () => {
    const [one, other] = [stores.product.visitor(), stores.product.visitor()];
    await remembered(one);
    await remembered(other);
    stores.cut('redis');
    expect((await other.get('/dashboard')).status).toBe(200);
    const redis = new Redis(stores.product.settings.redisUrl ?? '');
    // A text in the place of the sorted set of one account's sessions counts as none.
    await redis.set(indexKey(sessionAddress(one).hashTag), 'text');
    await redis.quit();
    expect((await one.get('/settings/sessions')).status).toBe(200);
    expect((await other.get('/settings/sessions')).status).toBe(200);
    expect(stores.state('redis')).toBe('closed');
  });

  it('a login whose session cannot be stored leaves no remembered device behind', async () => {
    const [here, there] = [stores.product.visitor(), stores.product.visitor()];
    const person = await remembered(here);
    vi.spyOn(stores.product.app.get(RedisPort), 'start').mockRejectedValueOnce(new StoreUnavailable('redis'));
    expect((await logIn(there, person, 'json', { remember: true })).status).toBe(503);
    expect((await here.get('/settings/sessions', 'json')).json['sessions']).toHaveLength(1);
  });

  it('a Redis that refuses to write serves no account as it was before it changed', async () => {
    const visitor = stores.product.visitor();
    const person = await remembered(visitor);
    await visitor.get('/dashboard');
    const outOfMemory = new Error("OOM command not allowed when used memory > 'maxmemory'.");
    vi.spyOn(stores.product.app.get(RedisPort), 'putPrincipal').mockRejectedValue(outOfMemory);
    await stores.product.app.get(MikroORM).em.fork().nativeUpdate(User, { usernameKey: person.username }, { active: false });
    later(61_000);
    expect((await visitor.get('/dashboard', 'json')).status).toBe(401);
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
});
