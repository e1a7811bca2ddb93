import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CookieSigner } from '../../src/http/responses/cookies.js';
import { dumpOfRedis, dumpOfSql } from '../support/dump.js';
import { loseSession, Product, withSession } from '../support/product.js';
import { isSignedIn, logIn, type Person, signInOn, type Visitor } from '../support/visitor.js';

let product: Product;
let person: Person;
const devices: Visitor[] = [];

beforeAll(async () => {
  product = await Product.start();
  devices.push(product.visitor(), product.visitor(), product.visitor());
  const [plain = product.visitor(), remembered = product.visitor(), asleep = product.visitor()] = devices;
  person = await signInOn(plain);
  await logIn(remembered, person, 'json', { remember: true });
  await logIn(asleep, person, 'json', { remember: true });
  await loseSession(product, asleep);
  // This page rotates the validator once.
  await asleep.get('/dashboard');
  for (const device of devices) expect(await isSignedIn(device)).toBe(true);
});

afterAll(() => product.remove());

/** Every string in it, whole, unpacked where it is JSON, and cut at what joins strings. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.entries(value).flat().flatMap(stringsIn);
  if (typeof value !== 'string') return [];
  const json = value.slice(Math.max(0, value.search(/[{[]/)));
  let inner: unknown;
  try {
    inner = JSON.parse(json);
  } catch {
    inner = undefined;
  }
  return [value, ...value.split(/[:.|{}!]+/), ...stringsIn(inner)];
}

describe('a dump of Redis and of PostgreSQL', () => {
  let found: string[];

  beforeAll(async () => {
    const dump = [...(await dumpOfRedis(product)), ...(await dumpOfSql(product))];
    found = [...new Set(stringsIn(dump))].filter((text) => text !== '' && /^[\x21-\x7e]+$/.test(text));
    console.info(`${found.length} strings in the dump of ${dump.length} entries`);
  });

  it('holds sessions and series, and nothing of what the cookies hold in secret', () => {
    expect(found.length).toBeGreaterThan(60);
    expect(found).toContain(person.username);
    const all = found.join('\n');
    for (const { cookies } of devices) {
      const [, random = ''] = /^s:[^.]+\.([^.]+)/.exec(decodeURIComponent(cookies.get('session') ?? '')) ?? [];
      const [, validator = ''] = /^[^.]+\.([^.]+)/.exec(decodeURIComponent(cookies.get('remember') ?? 'x.unset')) ?? [];
      expect(random).toHaveLength(43);
      for (const secret of [random, validator, ...cookies.values()]) expect(all).not.toContain(secret);
    }
    for (const secret of [person.password, ...product.settings.sessionSecrets]) expect(all).not.toContain(secret);
  });

  it('signs nobody in: no string of it is good as a session or remember cookie, or as a password', async () => {
    for (const text of found) {
      const thief = product.visitor();
      thief.cookies.set('session', encodeURIComponent(text)).set('remember', encodeURIComponent(text));
      expect((await thief.get('/dashboard', 'json')).status, text).toBe(401);
    }
    for (const text of found.filter((found) => /hmac|\$2b/.test(found))) {
      const answer = await logIn(product.visitor(), { ...person, password: text });
      expect(answer.status).toBe(401);
    }
  });

  it('signs nobody in even together with the secret that signs cookies', async () => {
    const secrets = found.filter((text) => /^[\w-]{43}$/.test(text));
    const names = found.filter((text) => /^[\w-]{16}$|^[\w-]{22}$/.test(text));
    expect(secrets.length * names.length).toBeGreaterThan(20);
    const signer = new CookieSigner('remember-me', product.settings.sessionSecrets);
    // With this signer and the real values it would work.
    expect(signer.verify(decodeURIComponent(devices[1]?.cookies.get('remember') ?? ''))).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
    for (const name of names) {
      for (const secret of secrets) {
        const thief = withSession(product, `${name}.${secret}`);
        expect((await thief.get('/dashboard', 'json')).status).toBe(401);
        thief.cookies.set('remember', encodeURIComponent(signer.sign(`${name}.${secret}`)));
        expect((await thief.get('/dashboard', 'json')).status).toBe(401);
      }
    }
  });
});
