import { setImmediate } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';
import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { SteadyClient } from '../support/network.js';
import { Product } from '../support/product.js';

/** As many requests are under way at once as in the benchmark. */
const AT_ONCE = 32;

const REQUESTS = 1_500;

/** Bytes for each request. Measured: 6; and 5,000 with a Set into which each answer went for as long as it was under way. */
const AT_MOST = 1_000;

@Public()
@Controller('test-waiting')
class WaitingController {
  @Get()
  async wait() {
    // The handler waits as for a store, and others come meanwhile.
    await setImmediate();
    return { waited: true };
  }
}

@Module({ controllers: [WaitingController] })
class WaitingModule {}

let product: Product;
let client: SteadyClient;

beforeAll(async () => {
  product = await Product.start({}, [WaitingModule]);
  client = new SteadyClient(AT_ONCE);
});

afterAll(async () => {
  await client.end();
  await product.remove();
});

it('a finished request is collected young: nothing old holds what comes and goes', async () => {
  await moved();
  const measured = [await moved(), await moved(), await moved(), await moved(), await moved()].sort((a, b) => a - b);
  console.info(`moved to the old generation, bytes for each request: ${measured.map(Math.round).join(', ')}`);
  // The middle figure counts, because a collection of the old generation in between makes one look better than it is.
  expect(measured[2]).toBeLessThan(AT_MOST);
});

/** Bytes that each of so many requests leaves in the old generation. */
async function moved(): Promise<number> {
  const before = oldGeneration();
  await client.get(`${product.url}/test-waiting`, { accept: 'application/json' }, REQUESTS);
  return (oldGeneration() - before) / REQUESTS;
}

function oldGeneration(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ?? Number.NaN;
}
