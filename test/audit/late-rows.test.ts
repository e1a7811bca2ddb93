import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { EntityManager } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LateRows } from '../../src/audit/erasure/late-rows.js';
import { insertRows } from '../../src/audit/rows/insert-rows.js';
import { newRow } from '../../src/audit/rows/new-row.js';
import { AccountRemoval } from '../../src/users/removal/account-removal.js';
import { Product } from '../support/product.js';
import { register, someone } from '../support/visitor.js';
import { accountOf, seal, sql, verdict } from './auditing.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const sweep = () => product.app.get(LateRows, { strict: false }).sweep(1_000);

const write = async (accountId: string): Promise<void> => {
  const told = { event: 'session-expired', accountId, actorId: undefined, address: '192.0.2.77', device: 'late', session: 'abc' };
  const row = newRow({ ...told, reason: 'late', requestId: 'late', changes: undefined }, Date.now(), 1, undefined);
  await insertRows(product.app.get(EntityManager).fork(), [row]);
};

const lateRows = () => sql(product, `select id from audit_events where device = 'late' or host(address) = '192.0.2.77'`);

describe('an event of an account that ends', () => {
  it('that is told after the end says nothing personal, and its account gets no pseudonym again', async () => {
    await write(randomUUID());
    expect(await lateRows()).toEqual([]);
    await seal(product);
    expect(await verdict(product)).toBe('holds');
  });

  it('that was written at the very moment of the end is emptied by the sweep, and the seals hold', async () => {
    const person = someone();
    await register(product.visitor(), person);
    const account = await accountOf(product, person);
    const [link] = await sql<{ subject: string }>(product, `select subject from audit_subjects where account = '${account}'`);
    await product.app.get(AccountRemoval).remove(account, { reason: 'operator', username: 'free' });
    // A statement that began before the removal was committed still saw the link.
    await sql(product, `insert into audit_subjects values ('${account}', '${randomUUID()}')`);
    await write(account);
    await sql(product, `update audit_events set subject = '${link?.subject}' where device = 'late'`);
    expect(await lateRows()).toHaveLength(1);
    await seal(product);
    await sweep();
    expect(await lateRows()).toEqual([]);
    expect(await sql(product, `select 1 from audit_subjects where account = '${account}'`)).toEqual([]);
    await seal(product);
    expect(await verdict(product)).toBe('holds');
  });

  it('whose link was made at that moment loses it, with all that it led to', async () => {
    const account = randomUUIDv7();
    await sql(product, `insert into audit_subjects values ('${account}', '${randomUUID()}')`);
    await write(account);
    expect(await lateRows()).toHaveLength(1);
    await sweep();
    expect([await lateRows(), await sql(product, `select 1 from audit_subjects where account = '${account}'`)]).toEqual([[], []]);
    await seal(product);
    expect(await verdict(product)).toBe('holds');
  });
});
