import { EntityManager } from '@mikro-orm/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import type { Visitor } from '../support/visitor.js';

let product: Product;
let admin: Visitor;

beforeAll(async () => {
  product = await Product.start();
  admin = await product.signedIn({ role: 'admin' });
});

afterAll(() => product.remove());

async function sql(statement: string): Promise<void> {
  await product.app.get(EntityManager).fork().getConnection().execute(statement);
}

const CODES = (id: string) =>
  `insert into totp_secrets (user_id, sealed_secret, last_step, created_at, last_used_at) values ('${id}', '', 0, now(), now())`;
const PASSKEY = (id: string, name: string) =>
  `insert into passkeys (id, user_id, credential_id, public_key, counter, transports, aaguid, backup_eligible, backed_up, name, created_at)
    values (gen_random_uuid(), '${id}', '${id}${name}', '', 0, '', '', false, false, '${name}', now())`;

/** What is set up and taken away, one after the other, and whether there is a second factor then. */
const LIFE: readonly [what: string, statement: (id: string) => string, has: boolean][] = [
  ['codes', CODES, true],
  ['a passkey too', (id) => PASSKEY(id, 'one'), true],
  ['another passkey', (id) => PASSKEY(id, 'two'), true],
  ['no codes', (id) => `delete from totp_secrets where user_id = '${id}'`, true],
  ['one passkey less', (id) => `delete from passkeys where user_id = '${id}' and name = 'one'`, true],
  ['no passkey', (id) => `delete from passkeys where user_id = '${id}'`, false],
  ['codes again', CODES, true],
];

it('an account is among those with a second factor exactly while it has one, and its version stays', async () => {
  const { person } = await product.signedIn();
  const found = async (secondFactor: string) => {
    const { json } = await admin.get(`/admin/users?q=${person.id}&secondFactor=${secondFactor}`, 'json');
    return (json['accounts'] as { secondFactor: boolean }[]).map((account) => account.secondFactor);
  };
  const version = async () => (await admin.get(`/admin/users/${person.id}`, 'json')).json['account'].version as number;
  const before = await version();
  expect([await found('yes'), await found('no')]).toEqual([[], [false]]);
  for (const [what, statement, has] of LIFE) {
    await sql(statement(person.id));
    expect([what, await found('yes'), await found('no')]).toEqual([what, has ? [true] : [], has ? [] : [false]]);
  }
  expect(await version()).toBe(before);
  await sql(`delete from users where id = '${person.id}'`);
  expect([await found('yes'), await found('no')]).toEqual([[], []]);
});

it('nobody was seen after a time and before an earlier one', async () => {
  const { status, json } = await admin.get('/admin/users?seenAfter=2026-11-30&seenBefore=2020-01-01', 'json');
  expect([status, json['accounts'], json['next']]).toEqual([200, [], null]);
});
