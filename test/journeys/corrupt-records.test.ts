import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexKey, principalKey, sessionKey } from '../../src/redis/session-keys.js';
import { sessionAddress } from '../support/devices.js';
import { logIn, type Person, signIn, someone } from '../support/people.js';
import { Product } from '../support/product.js';
import { type StoredKeys, storedKeys } from '../support/stored-keys.js';
import { FORMATS, type Visitor } from '../support/visitor.js';

let product: Product;
let keys: StoredKeys;
let other: string;

beforeAll(async () => {
  product = await Product.start();
  keys = storedKeys(product);
  const stranger = product.visitor();
  await signIn(stranger);
  other = (await keys.get(keyOf(stranger, sessionKey))) ?? '';
});

afterAll(async () => {
  await keys.close();
  await product.remove();
});

const keyOf = (visitor: Visitor, key: (tag: string, hash: string) => string): string => {
  const { tag, hash } = sessionAddress(visitor);
  return key(tag, hash);
};

type Json = Record<string, any>;

/** What no code of ours has written, or only half of it. */
const GARBAGE = ['', ' ', '!', '!x', '!moved', '!moved:', '!moved:x', 'x', 'null', 'true', '0', '1|', '1|null', '1|{}', 'x|{}', '""', '[]', '{}', '{"passport":null}', '{"passport":{}}', '{"passport":{"user":null}}', '{"passport":{"user":"x"}}', '{"passport":{"user":[]}}', '{"passport":{"user":{}}}', '\ufffd\u0000', '{"__proto__":{"passport":{"user":{}}}}']; // prettier-ignore

const WRONG: readonly unknown[] = [undefined, null, '', 'x', '\u0000', 0, -1, 0.5, 1e300, -1e300, true, false, {}, { $ne: null }, [], ['x']];

/** A text cut off here and there, as a crash in the middle of a write would. */
const cut = (text: string) => [1, 2, 3, 5, 7].map((part) => text.slice(0, Math.floor((text.length * part) / 8)));

/** Every field of an object taken away, or of another kind. */
function altered(object: Json): [what: string, changed: Json][] {
  return Object.keys(object).flatMap((field) =>
    WRONG.map((value): [string, Json] => [`${field} ${JSON.stringify(value)}`, { ...object, [field]: value }]),
  );
}

async function member(): Promise<{ visitor: Visitor; person: Person }> {
  const visitor = product.visitor();
  return { visitor, person: await signIn(visitor) };
}

/** Nothing of it is a fault of ours, and a login mends it. */
async function expectNoFault(what: string, visitor: Visitor, person: Person): Promise<boolean> {
  const before = new Map(visitor.cookies);
  const session = await visitor.get('/session', 'json');
  expect([what, session.status]).toEqual([what, 200]);
  for (const path of ['/', '/dashboard', '/settings/sessions', '/login']) {
    for (const format of FORMATS) {
      before.forEach((value, name) => visitor.cookies.set(name, value));
      expect([what, path, (await visitor.get(path, format)).status]).toEqual([what, path, expect.toSatisfy(isNoFault)]);
    }
  }
  before.forEach((value, name) => visitor.cookies.set(name, value));
  expect([what, (await visitor.post('/confirm', { password: person.password }, 'json')).status]).toEqual([what, expect.toSatisfy(isNoFault)]); // prettier-ignore
  expect([what, (await logIn(visitor, person)).status]).toEqual([what, 200]);
  expect([what, (await visitor.get('/settings/sessions', 'json')).status]).toEqual([what, 200]);
  expect([what, (await visitor.post('/logout', {}, 'json')).status]).toEqual([what, 204]);
  return session.json['authenticated'] as boolean;
}

const isNoFault = (status: number) => [200, 303, 401, 403].includes(status);

describe('a session whose record is broken', () => {
  it('is over: garbage, and what was cut off', async () => {
    const { visitor, person } = await member();
    const record = (await keys.get(keyOf(visitor, sessionKey))) ?? '';
    for (const broken of [...GARBAGE, ...cut(record)]) {
      await logIn(visitor, person);
      await keys.set(keyOf(visitor, sessionKey), broken);
      expect([broken, await expectNoFault(broken, visitor, person)]).toEqual([broken, false]);
    }
    await logIn(visitor, person);
    await keys.setOtherKind(keyOf(visitor, sessionKey));
    expect(await expectNoFault('another kind', visitor, person)).toBe(false);
  });

  it('is over: without a field, or with one of another kind', async () => {
    const { visitor, person } = await member();
    await logIn(visitor, person);
    const { passport } = JSON.parse((await keys.get(keyOf(visitor, sessionKey))) ?? '');
    for (const [what, user] of altered(passport.user)) {
      await logIn(visitor, person);
      await keys.set(keyOf(visitor, sessionKey), JSON.stringify({ passport: { user } }));
      const authenticated = await expectNoFault(what, visitor, person);
      if (!HARMLESS.test(what)) expect([what, authenticated]).toEqual([what, false]);
    }
  });

  it('is not somebody else\u2019s', async () => {
    const { visitor, person } = await member();
    await keys.set(keyOf(visitor, sessionKey), other);
    const { json } = await visitor.get('/session', 'json');
    expect([undefined, person.username]).toContain(json['user']?.username);
  });
});

/** Fields that only describe, and values that they may have. */
const HARMLESS = /^(address|userAgent|doubted|provedAt (null|0|-1)|series null|signedInAt \$|lastSeenAt \$)/;

describe('a cached principal that is broken', () => {
  it('is read again from the database', async () => {
    const { visitor, person } = await member();
    await visitor.get('/dashboard');
    const key = keyOf(visitor, principalKey);
    const entry = (await keys.get(key)) ?? '';
    const [, version = '', cached] = /^(\d+)\|(.*)$/.exec(entry) ?? [];
    const { principal, readAt } = JSON.parse(cached ?? '') as Json;
    const entryOf = (changed: unknown, at: unknown = readAt) => `${version}|${JSON.stringify({ principal: changed, readAt: at })}`;
    const broken = altered(principal).map(([, changed]) => entryOf(changed));
    const times = WRONG.map((at) => entryOf(principal, at));
    for (const text of [...GARBAGE, ...cut(entry), ...broken, ...times, 'changing', `${'9'.repeat(30)}|${cached}`]) {
      await keys.set(key, text);
      const { status, json } = await visitor.get('/session', 'json');
      expect([text, status, json['user']?.username, json['user']?.email]).toEqual([text, 200, person.username, person.email]);
    }
    await keys.setOtherKind(key);
    expect((await visitor.get('/session', 'json')).json['authenticated']).toBe(true);
    expect(await expectNoFault('another kind', visitor, person)).toBe(true);
  });

  it('does not let a disabled account in', async () => {});
});

describe('an index that is broken', () => {
  it('keeps nobody from logging in, and names no session that is none', async () => {
    const { visitor, person } = await member();
    const key = keyOf(visitor, indexKey);
    for (const hash of ['', 'x', '\u0000', 'x'.repeat(43), '../x', '{}']) await keys.addMember(key, hash);
    await keys.set(`${keyOf(visitor, (tag) => sessionKey(tag, 'x'.repeat(43)))}`, 'x');
    expect((await visitor.get('/settings/sessions', 'json')).json['sessions']).toHaveLength(1);
    await keys.setOtherKind(key);
    expect(await expectNoFault('another kind', visitor, person)).toBe(true);
    expect((await logIn(product.visitor(), someone())).status).toBe(401);
  });
});
