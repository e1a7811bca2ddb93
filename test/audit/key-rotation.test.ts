import { afterAll, beforeAll, expect, it, vi } from 'vitest';
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

/** A start with these settings, in which somebody signs up. */
async function startWith(env: Environment): Promise<Product> {
  await product?.close();
  product = await Product.on(storage, env);
  await register(product.visitor(), someone());
  await seal(product);
  return product;
}

/** Seals until no row is left: one waits for every transaction of the server that began before it, also of other databases. */
async function sealedWith(env: Environment): Promise<string> {
  const started = await startWith(env);
  await vi.waitFor(async () => {
    await seal(started);
    expect(await left(started)).toBe(0);
  }, 10_000);
  return verdict(started);
}

async function left(started: Product): Promise<number | undefined> {
  const [row] = await sql<{ count: number }>(started, 'select count(*)::int as count from audit_events where seal is null');
  return row?.count;
}

it('goes through the steps of docs/key-rotation.md, and every row is sealed and holds after each', async () => {
  for (const env of [{}, { AUDIT_KEY: OLD }, { AUDIT_KEY: `${OLD},${NEW}` }, { AUDIT_KEY: `${NEW},${OLD}` }, { AUDIT_KEY: NEW }])
    expect([env, await sealedWith(env)]).toEqual([env, 'holds']);
});

it('a key that is gone too early stops the sealing, loses nothing, and the list with the old one mends it', async () => {
  await sealedWith({ AUDIT_KEY: NEW });
  const started = await startWith({ AUDIT_KEY: OTHER });
  expect(await left(started)).toBeGreaterThan(0);
  expect(await verdict(started)).toMatch(/^\d+: unknown key$/);
  expect(await sealedWith({ AUDIT_KEY: `${OTHER},${NEW}` })).toBe('holds');
  expect(await sealedWith({ AUDIT_KEY: OTHER })).toBe('holds');
});
