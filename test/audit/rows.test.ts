import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MikroORM } from '@mikro-orm/core';
import { Features } from '../../src/features/features.js';
import { SECURITY_EVENTS } from '../../src/log/security-events.js';
import { type AccountEventName, AccountEvents } from '../../src/users/account-events.js';
import { Product } from '../support/product.js';
import { logIn, register, signInOn, someone } from '../support/visitor.js';
import { entries, seal, sql, verdict } from './auditing.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterEach(() => vi.restoreAllMocks());
afterAll(() => product.remove());

interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

interface Executor {
  executeQuery(statement: Statement): Promise<unknown>;
}

const idOf = async (username: string): Promise<string> => {
  const [user] = await sql<{ id: string }>(product, `select id from users where username = '${username}'`);
  return user?.id ?? '';
};

describe('a security event', () => {
  it('is a row when its answer has come: who, when, from where, by what, in which session and request', async () => {
    const phone = product.visitor({ 'user-agent': 'a phone' });
    const person = await signInOn(phone);
    const account = await idOf(person.username);
    const found = await entries(product, { account, events: ['registered', 'logged-in', 'login-failed', 'logged-out'] });
    expect(found.map(({ event }) => event)).toEqual(['logged-in', 'registered']);
    const { json } = await phone.get('/settings/sessions', 'json');
    expect(found[0]).toMatchObject({
      account,
      actor: null,
      address: '127.0.0.1',
      device: 'a phone',
      session: json['sessions'][0].id.slice(0, 12),
      count: 1,
      erased: false,
      changes: null,
    });
    expect(found[0]?.requestId).toMatch(/^[\da-f-]{36}$/);
    expect(Date.now() - Number(found[0]?.at)).toBeLessThan(60_000);
  });

  it('without an account is one too', async () => {
    await logIn(product.visitor({ 'user-agent': 'a stranger' }), { ...someone(), password: 'x' });
    const [row] = await entries(product, { events: ['login-failed'] });
    expect(row).toMatchObject({ account: null, address: '127.0.0.1', device: null, session: null, reason: expect.any(String) });
  });

  it('tells who did it where that was somebody else, and what was changed, which the log does not have', async () => {
    const lines: string[] = [];
    const [admin, person] = [await signInOn(product.visitor()), await signInOn(product.visitor())];
    const [actor, account] = [await idOf(admin.username), await idOf(person.username)];
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
    const changes = { email: ['old@example.org', 'it\u0000s "new" \ud800'] } as const;
    product.app.get(AccountEvents).announce('user-disabled', { accountId: account, actorId: actor, reason: 'asked', changes });
    spy.mockRestore();
    await seal(product);
    const [row] = await entries(product, { actor });
    expect(row).toMatchObject({ event: 'user-disabled', account, actor, reason: 'asked' });
    expect(row?.changes).toEqual({ email: ['old@example.org', expect.stringMatching(/^it.*s "new"/)] });
    expect(lines.join('')).not.toContain('old@example.org');
    expect(await verdict(product)).toBe('holds');
  });
});

describe('every event that a module declares', () => {
  it('is a row, whoever announces it', async () => {
    const names = [...new Set([...SECURITY_EVENTS, ...product.app.get(Features).events])];
    expect(names.length).toBeGreaterThan(40);
    const account = await idOf((await signInOn(product.visitor())).username);
    // This one ends the process, which has no database by then.
    const told = names.filter((name) => name !== 'start-failed') as AccountEventName[];
    for (const name of told) product.app.get(AccountEvents).announce(name, { accountId: account, reason: 'declared' });
    await seal(product);
    const found = await entries(product, { account });
    const kept = new Set(found.filter(({ reason }) => reason === 'declared').map(({ event }) => event));
    expect(told.filter((name) => !kept.has(name))).toEqual([]);
  });
});

describe('what a row costs', () => {
  /** How many statements have written rows since; mails that are sent meanwhile have rows of their own. */
  function insertsFromNow(): () => number {
    const client = product.app.get(MikroORM).em.getConnection() as unknown as { getClient(): Executor };
    const asked = vi.spyOn(client.getClient(), 'executeQuery');
    const writesRows = ({ sql: text, parameters }: Statement): boolean =>
      text.includes('insert into audit_events') && !JSON.stringify(parameters).includes('mail-sent');
    return () => asked.mock.calls.filter(([statement]) => writesRows(statement)).length;
  }

  it('is one statement of a login, and none of a page', async () => {
    const visitor = product.visitor();
    const person = await signInOn(visitor);
    await visitor.post('/logout', {}, 'json');
    const inserts = insertsFromNow();
    expect((await logIn(visitor, person)).status).toBe(200);
    expect(inserts()).toBe(1);
    for (const path of ['/dashboard', '/settings', '/session']) expect((await visitor.get(path)).status).toBe(200);
    expect(inserts()).toBe(1);
  });

  it('is one of many that come in one moment', async () => {
    const account = await idOf((await signInOn(product.visitor())).username);
    const inserts = insertsFromNow();
    for (let count = 0; count < 100; count += 1) {
      product.app.get(AccountEvents).announce('login-confirmed', { accountId: account, reason: 'burst' });
    }
    await seal(product);
    expect(inserts()).toBe(1);
    expect((await entries(product, { account })).filter(({ reason }) => reason === 'burst')).toHaveLength(100);
  });
});

describe('refusals that anybody can cause', () => {
  it('are one row for the first, and one with a count for all that follow in the minute', async () => {
    await seal(product);
    const before = (await entries(product, { events: ['unauthorized'] })).length;
    for (let count = 0; count < 20; count += 1) await product.visitor().get('/dashboard', 'json');
    await seal(product);
    const found = (await entries(product, { events: ['unauthorized'] })).slice(0, -before || undefined);
    expect(found.map(({ count }) => count)).toEqual([19, 1]);
  });
});

describe('sealing', () => {
  it('covers every row, and what was sealed verifies', async () => {
    await register(product.visitor(), someone());
    await seal(product);
    expect(await sql(product, 'select 1 from audit_events where seal is null')).toEqual([]);
    expect(await verdict(product)).toBe('holds');
  });
});
