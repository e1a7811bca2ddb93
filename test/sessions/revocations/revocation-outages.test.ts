import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../../src/outages/store-unavailable.js';
import { RedisPort } from '../../../src/redis/redis-port.js';
import { MassRevocations } from '../../../src/sessions/revocations/mass-revocations.service.js';
import { REVISION } from '../../../src/sessions/revocations/revision.js';
import { Closers, freshStorage, onServers, Product, type Storage, StoresAway, WAYS } from '../../support/product.js';
import { hasReplicated, eventually, RedisSentinel, RedisServer, stopReplication } from '../../support/servers/index.js';
import { copyOf, isSignedIn, type Person, signIn, type Visitor } from '../../support/visitor.js';
import { soon } from './soon.js';

const SOON = { timeout: 15_000, interval: 20 };

afterEach(() => vi.restoreAllMocks());

const statusOf = async (visitor: Visitor): Promise<number> => (await copyOf(visitor).get('/dashboard', 'json')).status;

/** Ends the sessions of these people. */
const revoke = (product: Product, ...people: Person[]) =>
  product.app.get(MassRevocations).create({ before: 'now', users: people.map(({ username }) => username) }, 'operator');

/** Two people who are signed in, with their pages warm: one is to be revoked, and one is not. */
async function twoPeople(product: Product) {
  const [meant, other] = [product.visitor(), product.visitor()];
  const [person] = [await signIn(meant), await signIn(other)];
  for (const visitor of [meant, other]) expect((await visitor.get('/dashboard', 'json')).status).toBe(200);
  return { meant, other, person };
}

/** Takes from an instance all news of Redis' revision: it sees what it saw before. */
async function keepNewsFrom(product: Product) {
  const { revisions } = product.app.get(RedisPort);
  const before = await revisions.read(REVISION);
  return vi.spyOn(revisions, 'read').mockImplementation(() => Promise.resolve(before));
}

describe.runIf(onServers)('a mass revocation that Redis loses', () => {
  const closers = new Closers();
  let storage: Storage;

  beforeAll(async () => {
    storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
  });

  afterAll(() => closers.closeAll());

  const startOn = (url: string) => closers.add(Product.on(storage, { REDIS_URL: url }), (instance) => instance.close());

  it('in a restart is in force before anybody is accepted again', async () => {
    const redis = await closers.add(RedisServer.start(), (server) => server.stop());
    const [here, there] = [await startOn(redis.url), await startOn(redis.url)];
    const { meant, other, person } = await twoPeople(here);
    await redis.keep();
    await keepNewsFrom(there);
    await revoke(here, person);
    // As long as it has no news, this instance would not know.
    expect(await statusOf(copyOf(meant, there))).toBe(200);
    await redis.restart();
    const seen = new Set<number>();
    await vi.waitFor(async () => {
      seen.add(await statusOf(copyOf(meant, there)));
      expect(await statusOf(copyOf(other, there))).toBe(200);
    }, SOON);
    seen.add(await statusOf(copyOf(meant, there)));
    expect([...seen].filter((status) => status !== 503)).toEqual([401]);
  });

  it('in a failover is in force before anybody is accepted again', async () => {
    const group = await closers.add(RedisSentinel.start(), (started) => started.stop());
    const [here, there] = [await startOn(group.url), await startOn(group.url)];
    const { meant, other, person } = await twoPeople(here);
    const master = await group.master();
    await eventually('the replicas have it all', () => hasReplicated(master, 2));
    await stopReplication(master);
    await keepNewsFrom(there);
    await revoke(here, person);
    await master.kill();
    const seen = new Set<number>();
    // The other one would leave a tombstone by which this one would know too.
    await vi.waitFor(async () => {
      seen.add(await statusOf(copyOf(meant, there)));
      expect(await statusOf(copyOf(other, there))).toBe(200);
    }, SOON);
    for (const instance of [there, here]) seen.add(await statusOf(copyOf(meant, instance)));
    expect([...seen].filter((status) => status !== 503)).toEqual([401]);
  });

  it('with its revision is noticed all the same by who knew a later one', async () => {
    const redis = await closers.add(RedisServer.start(), (server) => server.stop());
    const here = await startOn(redis.url);
    const { meant, person } = await twoPeople(here);
    await revoke(here, person);
    await redis.ask((client) => client.flushall());
    const again = here.visitor();
    await signIn(again);
    expect(await isSignedIn(again)).toBe(true);
    expect(await statusOf(meant)).toBe(401);
    // The next one is no news for nobody.
    const next = await twoPeople(here);
    await revoke(here, next.person);
    await soon(async () => expect(await statusOf(next.meant)).toBe(401));
  });

  it('or nobody told an instance of, that starts later, is known there from the first request on', async () => {
    const redis = await closers.add(RedisServer.start(), (server) => server.stop());
    const here = await startOn(redis.url);
    const { meant, other, person } = await twoPeople(here);
    await revoke(here, person);
    const late = await startOn(redis.url);
    expect(await statusOf(copyOf(meant, late))).toBe(401);
    expect(await statusOf(copyOf(other, late))).toBe(200);
  });
});

describe.runIf(onServers)('with a store away', () => {
  const closers = new Closers();
  let stores: StoresAway;
  let people: Awaited<ReturnType<typeof twoPeople>>;

  beforeAll(async () => {
    stores = await StoresAway.start(closers);
  });

  beforeEach(async () => {
    people = await twoPeople(stores.product);
    stores.lines();
  });

  afterEach(() => stores.back());
  afterAll(() => closers.closeAll());

  it.each(WAYS)('PostgreSQL (%s), a mass revocation goes on', async (way) => {
    const { meant, other, person } = people;
    await revoke(stores.product, person);
    await stores.away('postgresql', way);
    expect(await statusOf(meant)).toBe(401);
    expect(await statusOf(other)).toBe(200);
  });

  it('nobody is accepted by an instance that knows that there is news, and cannot read it', async () => {
    const { meant, other, person } = people;
    await stores.away('postgresql', 'refused');
    await stores.product.app.get(RedisPort).revisions.write(REVISION, 'a newer one', Date.now() + 60_000);
    await soon(async () => expect(await statusOf(other)).toBe(503));
    await stores.back();
    await soon(async () => expect(await statusOf(other)).toBe(200));
    await revoke(stores.product, person);
    expect(await statusOf(meant)).toBe(401);
  });

  it('nobody is accepted after a reconnect of Redis before PostgreSQL is back', async () => {
    const { other } = people;
    await stores.away('postgresql', 'refused');
    stores.cut('redis');
    await soon(async () => expect(stores.product.app.get(RedisPort).reconnectedAt).toBeGreaterThan(Date.now() - 5_000));
    await soon(async () => expect(await statusOf(other)).toBe(503));
    await stores.back();
    await soon(async () => expect(await statusOf(other)).toBe(200));
  });

  it('nobody is accepted by an instance that cannot ask whether there is news', async () => {
    const { other } = people;
    const asked = vi.spyOn(stores.product.app.get(RedisPort).revisions, 'read').mockRejectedValue(new StoreUnavailable('redis'));
    await soon(async () => expect(await statusOf(other)).toBe(503));
    asked.mockRestore();
    await soon(async () => expect(await statusOf(other)).toBe(200));
  });

  it('Redis, it is stored, says that nobody could be told, and is in force when Redis is back', async () => {
    const { meant, other, person } = people;
    await stores.away('redis', 'refused');
    expect(await revoke(stores.product, person)).toMatchObject({ isAnnounced: false });
    await stores.back();
    await soon(async () => expect(await statusOf(other)).toBe(200));
    expect(await statusOf(meant)).toBe(401);
  });

  it('PostgreSQL, none is begun, and nobody is logged out', async () => {
    const { meant, person } = people;
    await stores.away('postgresql', 'refused');
    const { revisions } = stores.product.app.get(RedisPort);
    const before = await revisions.read(REVISION);
    await expect(revoke(stores.product, person)).rejects.toThrow();
    expect(await statusOf(meant)).toBe(200);
    expect(await revisions.read(REVISION)).toBe(before);
  });
});
