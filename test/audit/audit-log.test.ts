import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditFilter } from '../../src/audit/query/audit-log.js';
import { AuditLog } from '../../src/audit/query/audit-log.js';
import { insertRows } from '../../src/audit/rows/insert-rows.js';
import { newRow } from '../../src/audit/rows/new-row.js';
import { EntityManager } from '@mikro-orm/core';
import { Product } from '../support/product.js';
import { askBound } from '../../src/database/bound-query.js';
import { register, someone } from '../support/visitor.js';
import { accountOf, entries } from './auditing.js';

const NOON = Date.parse('2026-01-02T12:00:00Z');
const MINUTE = 60_000;

let product: Product;
let [ada, admin] = ['', ''];

beforeAll(async () => {
  product = await Product.start();
  for (const name of ['ada', 'admin'] as const) {
    const person = someone();
    await register(product.visitor(), person);
    if (name === 'ada') ada = await accountOf(product, person);
    else admin = await accountOf(product, person);
  }
  const told = [
    { event: 'logged-in', accountId: ada, actorId: undefined, address: '192.0.2.7' },
    { event: 'user-disabled', accountId: ada, actorId: admin, address: '192.0.2.200' },
    { event: 'login-failed', accountId: undefined, actorId: undefined, address: '2001:db8::7' },
    { event: 'logged-in', accountId: admin, actorId: undefined, address: '198.51.100.7' },
  ];
  const nothing = { device: undefined, session: undefined, reason: undefined, requestId: undefined, changes: undefined };
  const rows = told.map((one, place) => newRow({ ...one, ...nothing }, NOON + place * MINUTE, 1, undefined));
  await insertRows(product.app.get(EntityManager).fork(), rows);
});

afterAll(() => product.remove());

/** The events of that day only, the oldest first, by their minute. */
const minutes = async (filter: AuditFilter): Promise<number[]> => {
  const found = await entries(product, { to: new Date('2026-02-01'), ...filter });
  return found.map(({ at }) => (at.getTime() - NOON) / MINUTE).reverse();
};

/** How PostgreSQL would read where there are so many rows that reading all is out of the question. */
function planOf(statement: string): Promise<string> {
  return product.app
    .get(EntityManager)
    .fork()
    .transactional(async (em) => {
      await askBound(em, 'set local enable_seqscan = off');
      return JSON.stringify(await askBound(em, `explain ${statement}`));
    });
}

describe('the audit log', () => {
  it.each<[string, () => AuditFilter, number[]]>([
    ['everything', () => ({}), [0, 1, 2, 3]],
    ['an account', () => ({ account: ada }), [0, 1]],
    ['an actor', () => ({ actor: admin }), [1]],
    ['nobody', () => ({ account: '00000000-0000-7000-8000-000000000000' }), []],
    ['an event', () => ({ events: ['logged-in'] }), [0, 3]],
    ['several events', () => ({ events: ['logged-in', 'login-failed'] }), [0, 2, 3]],
    ['no event', () => ({ events: [] }), []],
    ['an address', () => ({ address: '192.0.2.7' }), [0]],
    ['a network', () => ({ address: '192.0.2.0/24' }), [0, 1]],
    ['a network of IPv6', () => ({ address: '2001:db8::/32' }), [2]],
    ['a time', () => ({ from: new Date(NOON + MINUTE), to: new Date(NOON + 3 * MINUTE) }), [1, 2]],
    ['all of it at once', () => ({ account: ada, actor: admin, events: ['user-disabled'], address: '192.0.2.0/24' }), [1]],
  ])('is asked for %s', async (_what, filter, expected) => {
    expect(await minutes(filter())).toEqual(expected);
  });

  it('is read page by page: each begins where the one before has ended, and the last says so', async () => {
    const log = product.app.get(AuditLog, { strict: false });
    const filter = { to: new Date('2026-02-01') };
    const first = await log.page(filter, { limit: 3 });
    const second = await log.page(filter, { limit: 3, before: first.next ?? '' });
    expect([first.entries.length, second.entries.length, second.next]).toEqual([3, 1, null]);
    expect(new Set([...first.entries, ...second.entries].map(({ id }) => id)).size).toBe(4);
  });

  it.each<[string, string]>([
    ['where subject', `select * from audit_events e where e.subject = gen_random_uuid() order by e.id desc limit 50`],
    ['where event', `select * from audit_events e where e.event = 'x' order by e.id desc limit 50`],
    ['of all', `select * from audit_events e order by e.id desc limit 50`],
    ['without a seal', `select * from audit_events e where e.seal is null order by e.id limit 1000`],
    ['with a seal and no place', `select 1 from audit_events where seal is not null and position is null order by seal limit 1`],
    ['of a network', `select * from audit_events e where e.address <<= '192.0.2.0/24'::inet order by e.id desc limit 50`],
    [
      'in the order of seals',
      `select * from audit_events e where e.seal is not null and (e.seal, e.position) > (1, 1) order by e.seal, e.position limit 50`,
    ],
  ])('is never read whole for rows %s', async (_what, statement) => {
    const text = await planOf(statement);
    expect(text).toContain('Index');
    expect(text).not.toContain('Seq Scan');
  });
});
