import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { UsersService } from '../../src/users/users.service.js';
import { Closers, freshStorage, giveRoles, onServers, Product, type Storage, takeRole } from '../support/product.js';
import { eventually, hasReplicated, RedisSentinel, RedisServer, stopReplication } from '../support/servers/index.js';
import { copyOf, type Person, signIn, type Visitor } from '../support/visitor.js';
import { DemandingModule } from './demanding.js';

/** Three instances on one Redis of the test's own. */
class Site {
  private constructor(
    readonly products: readonly Product[],
    private readonly start: () => Promise<Product>,
  ) {}

  static async start(closers: Closers, redisUrl: string): Promise<Site> {
    const storage: Storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
    const start = () => closers.add(Product.on(storage, { REDIS_URL: redisUrl }, [DemandingModule]), (one) => one.close());
    return new Site([await start(), await start(), await start()], start);
  }

  get first(): Product {
    const [first] = this.products;
    if (first === undefined) throw new Error('nothing has started');
    return first;
  }

  /** Somebody with this role or without it, whose principal every instance has used. */
  async somebody(hasRole: boolean): Promise<{ person: Person; visitor: Visitor }> {
    const visitor = this.first.visitor();
    const person = await signIn(visitor);
    if (hasRole) await giveRoles(this.first, person, 'reader');
    expect(await this.answers(visitor)).toEqual(this.products.map(() => (hasRole ? 200 : 403)));
    return { person, visitor };
  }

  /** What each instance answers whoever has these cookies. */
  answers(visitor: Visitor, products = this.products): Promise<number[]> {
    return Promise.all(products.map(async (one) => (await copyOf(visitor, one).get('/test-roles/read', 'json')).status));
  }

  /** Waits until every instance has seen by itself that Redis is back. */
  async isBack(): Promise<void> {
    for (const product of this.products) {
      const ready = async () => expect((await product.visitor().get('/health/ready', 'json')).status).toBe(200);
      await vi.waitFor(ready, { timeout: 20_000, interval: 20 });
    }
  }

  /** An instance that starts now. */
  late(): Promise<Product> {
    return this.start();
  }
}

const CHANGES: [string, boolean, (product: Product, person: Person) => Promise<unknown>][] = [
  ['taken away', true, (product, person) => takeRole(product, person, 'reader')],
  ['given', false, (product, person) => giveRoles(product, person, 'reader')],
];

const statusOf = (hasRole: boolean) => (hasRole ? 200 : 403);

describe.runIf(onServers)('a role, where Redis goes away,', () => {
  const closers = new Closers();
  let redis: RedisServer;
  let site: Site;

  beforeAll(async () => {
    redis = await closers.add(RedisServer.start(), (server) => server.stop());
    site = await Site.start(closers, redis.url);
  });

  afterAll(() => closers.closeAll());

  it.each(CHANGES)(
    'is not %s without it: the change is refused as a whole, and made when it is back',
    async (_what, has, change) => {
      const { person, visitor } = await site.somebody(has);
      await redis.keep();
      await redis.kill();
      await expect(change(site.first, person)).rejects.toThrow();
      const stored = await site.first.app.get(UsersService).findByIdentifier(person.username);
      expect(stored?.roles).toEqual(has ? ['reader'] : []);
      // Nobody can be told who they are, with a role or without.
      expect(new Set(await site.answers(visitor))).toEqual(new Set([503]));
      await redis.run();
      await site.isBack();
      expect(await site.answers(visitor)).toEqual(site.products.map(() => statusOf(has)));
      await change(site.first, person);
      expect(await site.answers(visitor)).toEqual(site.products.map(() => statusOf(!has)));
    },
  );

  it.each(CHANGES)('and has been %s, stays so when it comes back without its last writes', async (_what, has, change) => {
    const { person, visitor } = await site.somebody(has);
    await redis.keep();
    await change(site.first, person);
    await redis.restart();
    await site.isBack();
    expect(await site.answers(visitor)).toEqual(site.products.map(() => statusOf(!has)));
    expect(await site.answers(visitor, [await site.late()])).toEqual([statusOf(!has)]);
  });
});

describe.runIf(onServers)('a role, where a replica becomes the master of Redis,', () => {
  let closers: Closers;
  let group: RedisSentinel;
  let site: Site;

  beforeEach(async () => {
    closers = new Closers();
    group = await closers.add(RedisSentinel.start(), (redis) => redis.stop());
    site = await Site.start(closers, group.url);
  });

  afterEach(() => closers.closeAll());

  it.each(CHANGES)('and has been %s, is so for the first request of every instance', async (_what, has, change) => {
    const { person, visitor } = await site.somebody(has);
    const master = await group.master();
    await eventually('the replicas have all of it', () => hasReplicated(master));
    await stopReplication(master);
    await change(site.first, person);
    await master.kill();
    await eventually('another one is the master', async () => (await group.master().catch(() => master)) !== master);
    await site.isBack();
    expect(await site.answers(visitor)).toEqual(site.products.map(() => statusOf(!has)));
  });
});
