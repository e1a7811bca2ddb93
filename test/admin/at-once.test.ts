import { EntityManager } from '@mikro-orm/core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { giveRoles, onTwoInstances, type Product, takeRole } from '../support/product.js';
import { copyOf, FORMATS, type Visitor } from '../support/visitor.js';
import { MAIL } from './acting.js';

/** What two administrators may want of one account; each changes it, so that of two who saw the same one does not. */
const DEEDS: readonly [deed: string, fields: Record<string, string>][] = [
  ['disable', {}],
  ['sign-out', {}],
  ['reset-second-factor', {}],
  ['grant', { role: 'admin' }],
  ['delete', {}],
];

/** Of an account that is disabled and has a role already. */
const UNDOING: readonly [deed: string, fields: Record<string, string>][] = [
  ['enable', {}],
  ['revoke', { role: 'admin' }],
  ['sign-out', {}],
];

const PAIRS = [DEEDS, UNDOING].flatMap((deeds) =>
  deeds.flatMap((one, place) => deeds.slice(place).map((other) => ({ what: `${one[0]} and ${other[0]}`, one, other, deeds }))),
);

let product: Product;
let there: Product;

onTwoInstances((here, other) => {
  [product, there] = [here, other];
}, MAIL);

let admin: Visitor;
let other: Visitor;

beforeAll(async () => {
  admin = await product.signedIn({ role: 'admin' });
  other = copyOf(await product.signedIn({ role: 'admin' }), there);
});

async function sql(statement: string): Promise<void> {
  await product.app.get(EntityManager).fork().getConnection().execute(statement);
}

/** Somebody to whom all of these deeds can be done. */
async function somebody(deeds: typeof DEEDS): Promise<{ id: string; version: string }> {
  const { person } = await product.signedIn();
  const { id } = person;
  if (deeds === UNDOING) {
    await giveRoles(product, person, 'admin');
    await sql(`update users set active = false where id = '${id}'`);
  }
  await sql(
    `insert into totp_secrets (user_id, sealed_secret, last_step, created_at, last_used_at) values ('${id}', '', 0, now(), now())`,
  );
  return { id, version: await versionOf(id) };
}

async function versionOf(id: string): Promise<string> {
  return String((await admin.get(`/admin/users/${id}`, 'json')).json['account'].version);
}

describe.each(FORMATS)('two administrators who have seen the same account (%s)', (format) => {
  const DONE = format === 'json' ? 200 : 303;

  it.each(PAIRS)('and do at once, on two instances: $what: one of them is told', async ({ one, other: second, deeds }) => {
    const { id, version } = await somebody(deeds);
    const send = (by: Visitor, [deed, fields]: (typeof DEEDS)[number], reason: string) =>
      by.post(`/admin/users/${id}/${deed}`, { ...fields, reason, version }, format);
    const answers = await Promise.all([send(admin, one, 'the first'), send(other, second, 'the second')]);
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    // Who comes to an account that is gone may find none.
    const isGone = one[0] === 'delete' || second[0] === 'delete';
    const others = isGone ? [409, 404] : [409];
    expect(others.map((status) => [DONE, status].toSorted((a, b) => a - b))).toContainEqual(statuses);
  });

  it('who comes second keeps what was typed, sees the form for the account as it is now, and may decide again', async () => {
    const { id, version } = await somebody(DEEDS);
    await other.post(`/admin/users/${id}/sign-out`, { reason: 'was faster', version }, format);
    const late = await admin.post(`/admin/users/${id}/disable`, { reason: 'came second', version }, format);
    expect(late.status).toBe(409);
    if (format === 'json') expect(late.json['code']).toBe('conflict');
    else expect(late.text).toContain('value="came second"');
    const now = format === 'json' ? await versionOf(id) : (/name="version" value="(\d+)"/.exec(late.text)?.[1] ?? '');
    expect(now).not.toBe(version);
    expect((await admin.post(`/admin/users/${id}/disable`, { reason: 'came second', version: now }, format)).status).toBe(DONE);
  });
});

describe.each(FORMATS)('an administrator who loses the role with a form open (%s)', (format) => {
  it.each([...DEEDS, ['send-reset', {}] as const, ['impersonate', {}] as const])('does not %s by it', async (deed, fields) => {
    const loser = await product.signedIn({ role: 'admin' });
    const { id, version } = await somebody(DEEDS);
    expect((await loser.get(`/admin/users/${id}/${deed}`, format)).status).toBe(200);
    await takeRole(there, loser.person, 'admin');
    const heard = vi.spyOn(product.app.get(Logger), 'event');
    const answer = await loser.post(`/admin/users/${id}/${deed}`, { ...fields, reason: 'too late', version }, format);
    expect([answer.status, answer.setCookies.filter((line) => line.startsWith('session='))]).toEqual([403, []]);
    expect(heard.mock.calls.filter(([, about]) => about?.['reason'] === 'too late')).toEqual([]);
    expect(await versionOf(id)).toBe(version);
  });
});

it('of an administrator who loses the role at that moment on another instance, a deed is done whole or not at all', async () => {
  for (let round = 0; round < 8; round += 1) {
    const loser = await product.signedIn({ role: 'admin' });
    const { id, version } = await somebody(DEEDS);
    const [{ status }] = await Promise.all([
      loser.post(`/admin/users/${id}/disable`, { reason: 'at that moment', version }, 'json'),
      takeRole(there, loser.person, 'admin'),
    ]);
    const { account, history } = (await admin.get(`/admin/users/${id}`, 'json')).json as {
      account: { state: string };
      history: { event: string }[];
    };
    const isTold = history.some(({ event }) => event === 'user-disabled');
    expect([
      [200, 'disabled', true],
      [403, 'active', false],
    ]).toContainEqual([status, account.state, isTold]);
    // From now on nothing is.
    expect((await loser.post(`/admin/users/${id}/sign-out`, { reason: 'late' }, 'json')).status).toBe(403);
  }
});
