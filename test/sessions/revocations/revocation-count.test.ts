import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConditionRequest } from '../../../src/sessions/revocations/condition-request.js';
import { MassRevocations } from '../../../src/sessions/revocations/mass-revocations.service.js';
import { indexKey } from '../../../src/redis/keys.js';
import { INDICES_AT_ONCE, LISTED_OF_EACH } from '../../../src/redis/redis-port.js';
import { storedKeys } from '../../support/observing.js';
import { Product } from '../../support/product.js';
import {
  isSignedIn,
  logIn,
  type Person,
  register,
  reopened,
  sessionAddress,
  signIn,
  signInOn,
  someone,
  type Visitor,
} from '../../support/visitor.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ TRUST_PROXY: '1', SESSION_PROTECTION: 'off' });
});

afterAll(() => product.remove());

const visitor = (address = '198.51.100.1'): Visitor => product.visitor({ 'x-forwarded-for': address });
const count = (condition: Partial<ConditionRequest> = {}) =>
  product.app.get(MassRevocations).count({ before: 'now', ...condition });

async function remembered(at: Visitor): Promise<Person> {
  const person = someone();
  await register(at, person);
  await logIn(at, person, 'json', { remember: true });
  return person;
}

describe('what a mass revocation would end', () => {
  it('is counted beforehand, exactly what is then ended', async () => {
    const [phone, desk, elsewhere, kept] = [
      visitor('192.0.2.7'),
      visitor('192.0.2.8'),
      visitor('203.0.113.1'),
      visitor('192.0.2.9'),
    ];
    const person = await signInOn(phone, desk, elsewhere);
    await remembered(kept);
    const gone = visitor('192.0.2.10');
    await signIn(gone);
    await gone.post('/logout', {});
    const condition = { before: 'now', network: '192.0.2.0/24' };
    expect(await count(condition)).toMatchObject({ sessions: 3, series: 1 });
    expect(await count({ ...condition, users: [person.username] })).toEqual({
      accounts: 1,
      sessions: 2,
      series: 0,
      isComplete: true,
    });
    expect(await count({ ...condition, before: '2026-01-01' })).toMatchObject({ sessions: 0, series: 0 });
    await product.app.get(MassRevocations).create(condition, 'operator');
    const states = await Promise.all([phone, desk, elsewhere, kept].map(isSignedIn));
    expect(states).toEqual([false, false, true, false]);
    // What is over already is not ended once more.
    expect(await count(condition)).toMatchObject({ sessions: 0, series: 0 });
  });

  it('leaves out sessions of another security stamp, of closed accounts and of expired ones', async () => {
    const [one, other] = [visitor('192.0.2.200'), visitor('192.0.2.201')];
    const person = await signInOn(one, other);
    const mine = { users: [person.username] };
    expect(await count(mine)).toMatchObject({ sessions: 2 });
    expect((await one.post('/settings/sessions/revoke-others', {}, 'json')).status).toBe(200);
    expect(await count(mine)).toMatchObject({ sessions: 1 });
  });

  it('leaves them out of the list of sessions', async () => {
    const [one, other] = [visitor(), visitor()];
    const person = await remembered(one);
    await logIn(other, person, 'json', { remember: true });
    await product.app.get(MassRevocations).create({ before: 'now', users: [person.username] }, 'operator');
    await logIn(one, person);
    const { sessions } = (await one.get('/settings/sessions', 'json')).json;
    expect(sessions).toHaveLength(1);
    expect(await isSignedIn(reopened(other))).toBe(false);
  });

  it('is exact for a person with more sessions, and for more people, than Redis is asked for at a time', async () => {
    const browsers = Array.from({ length: LISTED_OF_EACH + 1 }, () => visitor('203.0.113.77'));
    const person = await signInOn(...browsers);
    const others = Array.from({ length: INDICES_AT_ONCE }, () => visitor('203.0.113.77'));
    const people = [person];
    for (const other of others) people.push(await signIn(other));
    const condition = { users: people.map(({ username }) => username) };
    const [accounts, sessions] = [people.length, browsers.length + others.length];
    expect(await count(condition)).toEqual({ accounts, sessions, series: 0, isComplete: true });
    expect(await count({ network: '203.0.113.77' })).toMatchObject({ sessions, series: 0 });
  });

  it('leaves out what an index names that there is not, and an index that is none', async () => {
    const [one, other] = [visitor(), visitor()];
    const people = [await signIn(one), await signIn(other)];
    const mine = { users: people.map(({ username }) => username) };
    const keys = storedKeys(product);
    for (const hash of ['x', 'x'.repeat(43)]) await keys.addMember(indexKey(sessionAddress(one).hashTag), hash);
    expect(await count(mine)).toMatchObject({ sessions: 2, isComplete: true });
    await keys.setOtherKind(indexKey(sessionAddress(one).hashTag));
    expect(await count(mine)).toMatchObject({ accounts: 2, isComplete: true });
    await keys.close();
  });

  it('is no more than was found when somebody stops the count, and says so', async () => {
    const all = await product.app.get(MassRevocations).count({ before: 'now' }, { until: AbortSignal.abort() });
    expect(all).toEqual({ accounts: 0, sessions: 0, series: 0, isComplete: false });
  });

  it('is told as it is counted', async () => {
    const seen: number[] = [];
    const { accounts } = await product.app
      .get(MassRevocations)
      .count({ before: 'now' }, { onProgress: (counts) => seen.push(counts.accounts) });
    expect(seen.at(-1)).toBe(accounts);
  });
});
