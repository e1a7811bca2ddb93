import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Closers, freshStorage, giveRoles, onServers, Product, takeRole } from '../support/product.js';
import { copyOf, type Person, signIn, type Visitor } from '../support/visitor.js';
import { DemandingModule } from './demanding.js';

/** Embedded, one process has the storage: fewer requests, at one instance. */
const [INSTANCES, ROUNDS] = onServers ? [3, 20] : [1, 4];
/** So many requests are under way at the moment of each change, and so many begin after its answer. */
const [DURING, AFTER] = [51, 102];

const closers = new Closers();
let products: Product[];
let person: Person;
let visitors: Visitor[];

beforeAll(async () => {
  const storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
  products = [];
  for (let count = 0; count < INSTANCES; count += 1) {
    products.push(await closers.add(Product.on(storage, {}, [DemandingModule]), (instance) => instance.close()));
  }
  const [first] = products;
  if (first === undefined) throw new Error('nothing has started');
  const visitor = first.visitor();
  person = await signIn(visitor);
  visitors = products.map((instance) => copyOf(visitor, instance));
});

afterAll(() => closers.closeAll());

const at = <One>(all: readonly One[], place: number): One => all[place % all.length] as One;

/** So many requests at once, at one instance after the other, and what they were answered. */
const ask = (count: number): Promise<number[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, place) => (await at(visitors, place).get('/test-roles/read', 'json')).status),
  );

describe('a role that is given and taken away while requests come', () => {
  it(`is known by every request that begins after the answer (${2 * ROUNDS * AFTER} of them, ${INSTANCES} instances)`, async () => {
    const wrong: string[] = [];
    for (let round = 0; round < 2 * ROUNDS; round += 1) {
      const [change, expected] = round % 2 === 0 ? ([giveRoles, 200] as const) : ([takeRole, 403] as const);
      // These warm the cache again and again around the change: an old principal must not come back by one of them.
      const during = ask(DURING);
      await change(at(products, round), person, 'reader');
      const after = await ask(AFTER);
      wrong.push(...after.filter((status) => status !== expected).map((status) => `round ${round}: ${status}`));
      const odd = (await during).filter((status) => status !== 200 && status !== 403);
      wrong.push(...odd.map((status) => `round ${round}, meanwhile: ${status}`));
    }
    expect(wrong).toEqual([]);
  });
});
