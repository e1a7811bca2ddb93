import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexKey, principalKey, sessionKey } from '../../src/redis/keys.js';
import { type StoredKeys, storedKeys } from '../support/observing.js';
import { Product } from '../support/product.js';
import { logIn, type Person, sessionAddress, signIn, type Visitor } from '../support/visitor.js';

/** What Redis holds may be broken: by a crash, another program, an operator's hand. Then the answer is no, never yes, never a fault. */

let product: Product;
let keys: StoredKeys;
let visitor: Visitor;
let person: Person;
/** The hash tag of the visitor's account. */
let hashTag: string;
/** The record of the visitor's session, as the product wrote it, and that of somebody else. */
let record: string;
let foreign: string;

beforeAll(async () => {
  product = await Product.start({ THROTTLE_ACCOUNT: '3/15m' });
  keys = storedKeys(product);
  const stranger = product.visitor();
  await signIn(stranger);
  foreign = await recordOf(stranger);
  visitor = product.visitor();
  person = await signIn(visitor);
  ({ hashTag } = sessionAddress(visitor));
  record = await recordOf(visitor);
});

afterAll(async () => {
  await keys.close();
  await product.remove();
});

const sessionOf = (browser: Visitor) => sessionKey(sessionAddress(browser).hashTag, sessionAddress(browser).hash);

async function recordOf(browser: Visitor): Promise<string> {
  return (await keys.get(sessionOf(browser))) ?? '';
}

type Json = Record<string, any>;

const GARBAGE = ['', ' ', '!', '!x', '!moved', '!moved:', '!moved:x', 'x', 'null', 'true', '0', '1|', '1|null', '1|{}', 'x|{}', '""', '[]', '{}', '{"passport":null}', '{"passport":{}}', '{"passport":{"user":null}}', '{"passport":{"user":"x"}}', '{"passport":{"user":[]}}', '{"passport":{"user":{}}}', '\ufffd\u0000', '{"__proto__":{"passport":{"user":{}}}}']; // prettier-ignore

/** A text cut off here and there, as a crash in the middle of a write would. */
const cut = (text: string) => [1, 3, 5, 7].map((part) => text.slice(0, Math.floor((text.length * part) / 8)));

/** Every field taken away, or of another kind. */
function altered(object: Json): [what: string, changed: Json][] {
  return Object.entries(object).flatMap(([field, value]) =>
    [undefined, null, 'x', -1, 1e300, true, { $ne: null }, ['x']]
      .filter((other) => typeof other !== typeof value || typeof other === 'number')
      .map((other): [string, Json] => [`${field} ${JSON.stringify(other)}`, { ...object, [field]: other }]),
  );
}

async function authenticated(): Promise<boolean> {
  return (await visitor.get('/session', 'json')).json['authenticated'] as boolean;
}

/** No page and no form fails because of it. */
async function expectNoFault(what: string): Promise<void> {
  const cookies = new Map(visitor.cookies);
  for (const path of ['/settings/sessions', '/login']) {
    cookies.forEach((value, name) => visitor.cookies.set(name, value));
    expect([what, path, (await visitor.get(path)).status]).toEqual([what, path, expect.toSatisfy(isNoFault)]);
  }
  cookies.forEach((value, name) => visitor.cookies.set(name, value));
  const confirmed = await visitor.post('/confirm', { password: person.password }, 'json');
  expect([what, confirmed.status]).toEqual([what, expect.toSatisfy(isNoFault)]);
}

const isNoFault = (status: number) => [200, 303, 401, 403].includes(status);

/** Whoever logs in again is in, sees the session and can leave. */
async function expectMended(what: string): Promise<void> {
  expect([what, (await logIn(visitor, person)).status]).toEqual([what, 200]);
  expect([what, (await visitor.get('/settings/sessions', 'json')).json['sessions']?.length]).toEqual([what, expect.toSatisfy((count) => count >= 1)]); // prettier-ignore
  expect([what, (await visitor.post('/logout', {}, 'json')).status]).toEqual([what, 204]);
}

describe('a session whose record is broken', () => {
  it('is over when it is garbage, cut off or another type of value', async () => {
    for (const broken of [...GARBAGE, ...cut(record), null]) {
      // What was broken the last time keeps nobody from logging in.
      expect((await logIn(visitor, person)).status).toBe(200);
      const key = sessionOf(visitor);
      await (broken === null ? keys.setOtherKind(key) : keys.set(key, broken));
      expect([broken, await authenticated()]).toEqual([broken, false]);
      await expectNoFault(String(broken));
    }
    await expectMended('garbage');
  });

  it('is over when a field is missing, or of another type', async () => {
    const { user } = JSON.parse(record).passport as Json;
    // These fields may be missing, or only describe.
    const harmless = /^(suspicious|series (null|undefined|"x"))/;
    for (const [what, changed] of altered(user)) {
      await logIn(visitor, person);
      await keys.set(sessionOf(visitor), JSON.stringify({ passport: { user: changed } }));
      if (!harmless.test(what)) expect([what, await authenticated()]).toEqual([what, false]);
      await expectNoFault(what);
    }
    await expectMended('a field');
  });

  it('is over when its times lie ahead', async () => {
    const { user } = JSON.parse(record).passport as Json;
    const authenticatedAt = (at: number) => ({ authentications: [{ method: 'password', at }] });
    for (const field of ['signedInAt', 'lastSeenAt', 'authentications']) {
      for (const ahead of [3_600_000, 1e12, 8.64e15]) {
        const at = Date.now() + ahead;
        const changed = { ...user, ...(field === 'authentications' ? authenticatedAt(at) : { [field]: at }) };
        await logIn(visitor, person);
        await keys.set(sessionOf(visitor), JSON.stringify({ passport: { user: changed } }));
        expect([field, ahead, await authenticated()]).toEqual([field, ahead, false]);
      }
    }
  });

  it('is over when its authentications are none', async () => {
    const { user } = JSON.parse(record).passport as Json;
    const [real] = user.authentications;
    const entries = [null, 'password', [], {}, { at: real.at }, { method: 'password' }, { ...real, method: '' }, { ...real, at: String(real.at) }]; // prettier-ignore
    const lists = [...entries.map((entry) => [real, entry]), [{ ...real, at: -1 }], null, {}, { length: 0 }];
    for (const authentications of lists) {
      await logIn(visitor, person);
      await keys.set(sessionOf(visitor), JSON.stringify({ passport: { user: { ...user, authentications } } }));
      expect([authentications, await authenticated()]).toEqual([authentications, false]);
    }
    await expectMended('authentications');
  });

  it('lives with an authentication of a method that this build does not know', async () => {
    const { user } = JSON.parse(record).passport as Json;
    const authentications = [...user.authentications, { method: 'of-a-later-build', at: user.signedInAt, more: true }];
    await logIn(visitor, person);
    const live = JSON.parse(await recordOf(visitor)).passport.user as Json;
    await keys.set(sessionOf(visitor), JSON.stringify({ passport: { user: { ...live, authentications } } }));
    const told = (await visitor.get('/session', 'json')).json;
    expect(told).toMatchObject({
      authenticated: true,
      level: 1,
      authentications: [{ method: 'password' }, { method: 'of-a-later-build' }],
    });
    await visitor.post('/confirm', { password: person.password }, 'json');
    const confirmed = JSON.parse(await recordOf(visitor)).passport.user.authentications as Json[];
    expect(confirmed).toEqual([{ method: 'of-a-later-build', at: user.signedInAt, more: true }, { method: 'password', at: expect.any(Number) }]); // prettier-ignore
  });

  it('is over when it is somebody else\u2019s', async () => {
    await logIn(visitor, person);
    expect(await authenticated()).toBe(true);
    await keys.set(sessionOf(visitor), foreign);
    expect(await authenticated()).toBe(false);
    await expectNoFault('somebody else\u2019s');
  });
});

describe('a cached principal that is broken', () => {
  it('is read again from the database', async () => {
    await logIn(visitor, person);
    await visitor.get('/dashboard');
    const entry = (await keys.get(principalKey(hashTag))) ?? '';
    const [, version = '', cached = ''] = /^(\d+)\|(.*)$/.exec(entry) ?? [];
    const { principal, readAt } = JSON.parse(cached) as Json;
    const written = (changed: unknown, at: unknown) => `${version}|${JSON.stringify({ principal: changed, readAt: at })}`;
    const half = altered(principal).map(([, changed]) => written(changed, readAt));
    // The database seems to have changed since; times that are none, or lie ahead, must not keep the entry alive.
    const stale = [null, 'x', {}, 0, -1, 1e300, Date.now() + 1e9].map((at) => written({ ...principal, username: 'stale' }, at));
    for (const broken of [...GARBAGE, ...cut(entry), ...half, ...stale, 'changing', `${'9'.repeat(30)}|${cached}`]) {
      await keys.set(principalKey(hashTag), broken);
      const { status, json } = await visitor.get('/session', 'json');
      expect([broken, status, json['user']]).toMatchObject([broken, 200, { username: person.username, email: person.email }]);
    }
    await keys.setOtherKind(principalKey(hashTag));
    expect(await authenticated()).toBe(true);
    await expectNoFault('another kind');
    await expectMended('another kind');
  });
});

describe('a count of tries that is broken', () => {
  it('begins anew: neither a fault, nor a lock, nor a way to guess for ever', async () => {
    const guess = async () => (await logIn(product.visitor(), { ...person, password: 'wrong' })).status;
    await guess();
    const [key = ''] = await keys.beginningWith('c:{');
    for (const broken of ['', 'x', '-5', '0.5', '1e1', 'NaN', '0x1', null, 'for ever']) {
      if (broken === null) await keys.setOtherKind(key);
      else if (broken === 'for ever') await keys.set(key, '3', 1e12);
      else await keys.set(key, broken);
      const tries = [await guess(), await guess(), await guess(), await guess()];
      expect([broken, tries]).toEqual([broken, [401, 401, 401, 429]]);
    }
  });
});

describe('an index that is broken', () => {
  it('lists no session that does not exist, and keeps nobody from logging in', async () => {
    await logIn(visitor, person);
    const listed = async () => (await visitor.get('/settings/sessions', 'json')).json['sessions'].length as number;
    const before = await listed();
    for (const hash of ['', 'x', '\u00e9', 'x'.repeat(43), '../x', '{}']) await keys.addMember(indexKey(hashTag), hash);
    await keys.set(sessionKey(hashTag, 'x'.repeat(43)), 'x');
    expect(await listed()).toBe(before);
    await keys.setOtherKind(indexKey(hashTag));
    expect(await authenticated()).toBe(true);
    await expectNoFault('another kind');
    await expectMended('another kind');
  });
});
