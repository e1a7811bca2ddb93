import { EntityManager } from '@mikro-orm/core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { requestScope } from '../../src/log/request-scope.js';
import { AccountEvents } from '../../src/users/account-events.js';
import { later, Product } from '../support/product.js';
import { logIn, register, someone, type Visitor } from '../support/visitor.js';

let product: Product;
let admin: Visitor;
let adminId: string;

beforeAll(async () => {
  product = await Product.start();
  const visitor = await product.signedIn({ role: 'admin' });
  admin = visitor;
  adminId = visitor.person.id;
  await admin.get('/admin/users');
});

afterAll(async () => {
  vi.useRealTimers();
  await product.remove();
});

/**
 * How many statements the answer to this costs: the ORM's, and those of our own, which take its client. Jobs of the product
 * that run meanwhile are not its own, nor what an earlier request has left to be done after its answer, such as a mail.
 */
async function statements(path: string): Promise<number> {
  const connection = product.app.get(EntityManager).getConnection() as unknown as Record<'getClient' | 'execute', Asked>;
  let count = 0;
  for (const method of ['getClient', 'execute'] as const) {
    const ask = connection[method].bind(connection);
    vi.spyOn(connection, method).mockImplementation((...given) => {
      count += Number(requestScope.getStore()?.response?.writableEnded === false);
      return ask(...given);
    });
  }
  const { status } = await admin.get(path, 'json');
  vi.restoreAllMocks();
  expect([path, status]).toEqual([path, 200]);
  return count;
}

type Asked = (...given: unknown[]) => unknown;

async function sql<Row>(statement: string): Promise<Row[]> {
  return product.app.get(EntityManager).fork().getConnection().execute<Row[]>(statement);
}

it('a list of many accounts asks as many statements as one of nobody', async () => {
  for (let count = 0; count < 3; count += 1) await product.signedIn();
  expect(await statements('/admin/users')).toBeGreaterThan(0);
  expect(await statements('/admin/users')).toBe(await statements('/admin/users?q=nobodyatall'));
});

it('an account with a long life asks as many statements as one that has only begun', async () => {
  const { person } = await product.signedIn();
  product.app.get(AccountEvents).announce('user-enabled', { accountId: person.id, actorId: adminId, reason: 'by the first' });
  await admin.get('/admin/users');
  const before = await statements(`/admin/users/${person.id}`);
  for (let count = 0; count < 6; count += 1) {
    const { person: actor } = await product.signedIn({ role: 'admin' });
    product.app.get(AccountEvents).announce('user-enabled', { accountId: person.id, actorId: actor.id, reason: 'by another' });
    await logIn(product.visitor(), person);
    await sql(`insert into trusted_devices (id, user_id, token_hash, password_version, user_agent, created_at, last_seen_at, expires_at)
      values (gen_random_uuid(), '${person.id}', '${person.id} ${count}', 0, 'a device', now(), now(), now() + interval '1 day')`);
  }
  expect(await statements(`/admin/users/${person.id}`)).toBe(before);
  const { json } = await admin.get(`/admin/users/${person.id}`, 'json');
  expect([json['sessions'].length, json['trustedDevices'].length]).toEqual([7, 6]);
  const named = (json['history'] as { actor: string | null; actorUsername: string | null }[]).filter(
    ({ actor }) => actor !== null,
  );
  expect(new Set(named.map(({ actorUsername }) => actorUsername)).size).toBe(7);
});

it('the overview asks a few, whatever has happened, and none again within five seconds', async () => {
  const first = await statements('/admin');
  const kept = await statements('/admin');
  // What is left is the guard's: whether this account has a second factor.
  expect([first > kept, first - kept <= 8, kept <= 2]).toEqual([true, true, true]);
  expect(await statements('/admin')).toBe(kept);
  const person = someone();
  await register(product.visitor(), person);
  for (let count = 0; count < 5; count += 1) await logIn(product.visitor(), count === 0 ? { ...person, password: 'x' } : person);
  later(6_000);
  expect(await statements('/admin')).toBeLessThanOrEqual(first);
});

it('the overview counts what the audit log has of the same hours', async () => {
  later(12_000);
  const { json } = await admin.get('/admin', 'json');
  const { hours, totals } = json as { hours: ({ at: string } & Record<string, number>)[]; totals: Record<string, number> };
  const names = { 'signUps': 'registered', 'logins': 'logged-in', 'failedLogins': 'login-failed', 'throttled': 'throttled', 'rememberedLogins': 'remembered-login' }; // prettier-ignore
  for (const [name, event] of Object.entries(names)) {
    const [logged] = await sql<{ count: number }>(
      `select coalesce(sum(count), 0)::int as count from audit_events where event = '${event}' and at >= '${hours[0]?.at}'`,
    );
    const summed = hours.reduce((sum, hour) => sum + (hour[name] ?? 0), 0);
    expect([name, totals[name], summed]).toEqual([name, logged?.count, logged?.count]);
  }
  expect([totals['logins'], totals['failedLogins']]).not.toContain(0);
});
