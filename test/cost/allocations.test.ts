import { getHeapStatistics } from 'node:v8';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SteadyClient } from '../support/network.js';
import { Product } from '../support/product.js';
import { signIn } from '../support/visitor.js';

let product: Product;
let client: SteadyClient;
let cookie: string;

beforeAll(async () => {
  product = await Product.start();
  client = new SteadyClient();
  const member = product.visitor();
  await signIn(member);
  cookie = [...member.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
});

afterAll(async () => {
  await client.end();
  await product.remove();
});

/**
 * What a request may allocate, in bytes: garbage is most of what a page costs, and its amount, unlike time, is the same on
 * every machine. A quarter above what was measured with real servers (docs/performance.md); lower it when pages get lighter.
 */
const LIMITS: [path: string, accept: string, who: 'a guest' | 'a member', atMost: number][] = [
  ['/dashboard', 'text/html', 'a member', 88_000],
  ['/profile', 'application/json', 'a member', 50_000],
  ['/session', 'application/json', 'a member', 50_000],
  ['/', 'text/html', 'a guest', 28_000],
  ['/health/live', '*/*', 'a guest', 14_500],
];

/** Compiled code allocates less, and how soon it is compiled depends on what else the machine does: so many that the last ones are steady. */
const ROUNDS = 16;
const REQUESTS = 200;

it.each(LIMITS)('GET %s as %s of %s allocates less than %i bytes', async (path, accept, who, atMost) => {
  const headers = { accept, ...(who === 'a member' && { cookie }) };
  const measured: number[] = [];
  for (let round = 0; round < ROUNDS; round++) measured.push(await bytesFor(path, headers, REQUESTS));
  const bytes = Math.round(Math.min(...measured));
  console.info(`GET ${path}: ${bytes} bytes`);
  expect(bytes).toBeLessThan(atMost);
});

/** Bytes that the product's thread allocates for each of so many requests. */
async function bytesFor(path: string, headers: Record<string, string>, times: number): Promise<number> {
  const before = allocated();
  await client.get(product.url + path, headers, times);
  return (allocated() - before) / times;
}

/** All that this thread has ever put on its heap. */
function allocated(): number {
  return Number(Reflect.get(getHeapStatistics(), 'total_allocated_bytes'));
}
