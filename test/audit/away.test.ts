import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Closers, onServers, StoresAway, WAYS } from '../support/product.js';
import { logIn, register, signInOn, someone } from '../support/visitor.js';
import { accountOf, entries, seal, verdict } from './auditing.js';

/** The embedded database does not go away. */
describe.runIf(onServers)('while PostgreSQL is away', () => {
  const closers = new Closers();
  let stores: StoresAway;

  beforeAll(async () => {
    stores = await StoresAway.start(closers);
  });

  afterAll(() => closers.closeAll());

  it.each(WAYS)('nobody waits for a row, and the row is written when it is back (%s)', async (way) => {
    const { product } = stores;
    const visitor = product.visitor();
    const account = await accountOf(product, await signInOn(visitor));
    await stores.away('postgresql', way);
    expect((await visitor.post('/logout', {}, 'json')).status).toBe(204);
    await stores.back();
    await vi.waitFor(
      async () => expect((await entries(product, { account })).map(({ event }) => event)).toContain('logged-out'),
      { timeout: 10_000, interval: 100 },
    );
    await seal(product);
    expect(await verdict(product)).toBe('holds');
  });

  it('a login after it is one row, as ever', async () => {
    const { product } = stores;
    const person = someone();
    await register(product.visitor(), person);
    await logIn(product.visitor(), person);
    const account = await accountOf(product, person);
    expect(await entries(product, { account, events: ['logged-in'] })).toHaveLength(1);
  });
});
