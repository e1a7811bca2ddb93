import { afterAll, beforeAll, expect, it } from 'vitest';
import { Closers, type Environment, freshStorage, Product, type Storage } from '../support/product.js';
import { register, someone } from '../support/visitor.js';
import { seal, sql, verdict } from './auditing.js';

const [OLD, NEW, OTHER] = ['old', 'new', 'other'].map((name) => `${name} ${'k'.repeat(40)}`) as [string, string, string];

const closers = new Closers();
let storage: Storage;
let product: Product | undefined;

beforeAll(async () => {
  storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
});

afterAll(async () => {
  await product?.close();
  await closers.closeAll();
});

/** A start with these settings, in which somebody signs up: how many rows are left without a seal, and what a verification says. */
async function startWith(env: Environment): Promise<[number, string]> {
  await product?.close();
  product = await Product.on(storage, env);
  await register(product.visitor(), someone());
  await seal(product);
  const [row] = await sql<{ count: number }>(product, 'select count(*)::int as count from audit_events where seal is null');
  return [row?.count ?? -1, await verdict(product)];
}

it('goes through the steps of docs/key-rotation.md, and every row is sealed and holds after each', async () => {
  for (const env of [{}, { AUDIT_KEY: OLD }, { AUDIT_KEY: `${OLD},${NEW}` }, { AUDIT_KEY: `${NEW},${OLD}` }, { AUDIT_KEY: NEW }])
    expect([env, await startWith(env)]).toEqual([env, [0, 'holds']]);
});

it('a key that is gone too early stops the sealing, loses nothing, and the list with the old one mends it', async () => {
  await startWith({ AUDIT_KEY: NEW });
  const [left, said] = await startWith({ AUDIT_KEY: OTHER });
  expect([left > 0, said]).toEqual([true, expect.stringMatching(/^\d+: unknown key$/)]);
  expect(await startWith({ AUDIT_KEY: `${OTHER},${NEW}` })).toEqual([0, 'holds']);
  expect(await startWith({ AUDIT_KEY: OTHER })).toEqual([0, 'holds']);
});
