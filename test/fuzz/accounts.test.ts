import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { PASSWORD, type Person, register, someone } from '../support/visitor.js';
import { respelled, toTheEye } from './look-alikes.js';
import { PATIENCE, seeded } from './seeded.js';

let product: Product;

const victim: Person = { username: 'Kim.Sky_tag', email: 'Kim.Sky@Maison-skie.example', password: PASSWORD };
const neighbour: Person = { username: 'neighbour', email: 'kim@xn--bcher-kva.example', password: PASSWORD };

beforeAll(async () => {
  product = await Product.start({ HASH_QUEUE: '64' });
  for (const person of [victim, neighbour]) expect((await register(product.visitor(), person)).status).toBe(201);
});

afterAll(() => product.remove());

const names = [victim.username, victim.email, neighbour.username, neighbour.email];
const spelling = fc.constantFrom(...names).chain((name) => fc.tuple(fc.constant(name), respelled(name)));

const ownerOf = (name: string) => (name === victim.username || name === victim.email ? victim : neighbour);

const OUTER = '[\\t\\n\\f\\r \u00a0\u202f\u200b\u200d\u2060\ufeff]+';

/** The freedom that people have: A to Z, white space around that nobody sees, and a domain in another script. */
function keyOf(text: string): string {
  const trimmed = text.replace(new RegExp(`^${OUTER}|${OUTER}$`, 'g'), '');
  return trimmed.replace(/(?<=@)[^@]*$/, inAscii).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** This asks the other function of Node that knows such domains. */
function inAscii(domain: string): string {
  if (!/[^\x20-\x7e]/.test(domain) || /[^\w.\u0080-\u{10ffff}-]/u.test(domain)) return domain;
  const url = URL.parse(`https://${domain}`);
  return url?.hostname.includes('xn--') === true ? url.hostname : domain;
}

describe('another spelling of a name or an address', () => {
  it(
    'opens the account in letters of another case, with white space around and its domain as typed, and in no other way',
    async () => {
      const property = fc.asyncProperty(spelling, async ([name, typed]) => {
        const { status, json } = await product.visitor().post('/login', { identifier: typed, password: PASSWORD }, 'json');
        const same = names.find((one) => keyOf(one) === keyOf(typed));
        expect([typed, status]).toEqual([typed, same === undefined ? 401 : 200]);
        if (same !== undefined) expect([same, json['user'].username]).toEqual([name, ownerOf(name).username]);
      });
      await fc.assert(property, seeded(150));
    },
    PATIENCE,
  );

  it(
    'makes no second account that people could not tell from the first',
    async () => {
      const seen = new Map(names.map((name): [string, string] => [toTheEye(name), keyOf(name)]));
      // Nobody has looked like this before, and the next one must not.
      const expectNew = (stored: string) => {
        expect([stored, seen.get(toTheEye(stored))]).toEqual([stored, undefined]);
        seen.set(toTheEye(stored), stored);
      };
      const property = fc.asyncProperty(spelling, async ([name, typed]) => {
        // These labels are of one alphabet, or of none: registries give out such labels.
        fc.pre(!/@.*[\u0131\u0130\u0251\u00d7]/.test(typed));
        const field = name.includes('@') ? 'email' : 'username';
        const { status, json } = await register(product.visitor(), { ...someone(), [field]: typed });
        expect([typed, status]).toEqual([typed, expect.toSatisfy((code) => [201, 422].includes(code))]);
        if (status === 422) expect([typed, Object.keys(json['errors'])]).toEqual([typed, [field]]);
        else expectNew(json['user'][field]);
      });
      await fc.assert(property, seeded(150));
    },
    PATIENCE,
  );
});

describe('half of a pair of UTF-16', () => {
  it('is no character of any password: what is stored as U+FFFD opens to U+FFFD alone', async () => {
    const person = { ...someone(), password: 'one \ufffd of a kind' };
    expect((await register(product.visitor(), person)).status).toBe(201);
    const logIn = async (password: string) =>
      (await product.visitor().post('/login', { identifier: person.username, password }, 'json')).status;
    for (const half of ['\ud800', '\udbff', '\udc00', '\udfff']) {
      expect([half, await logIn(person.password.replace('\ufffd', half))]).toEqual([half, 401]);
      const { status, json } = await register(product.visitor(), { ...someone(), password: `${half} is no character` });
      expect([half, status, Object.keys(json['errors'] ?? {})]).toEqual([half, 422, ['password']]);
    }
    expect(await logIn(person.password)).toBe(200);
  });
});
