import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange } from '../http/raw.js';
import { Product } from '../support/product.js';
import { remembered, signIn, type Visitor } from '../support/visitor.js';
import { headerLine, requestLine } from './hostile-requests.js';
import { PATIENCE, seeded } from './seeded.js';
import { expectCleanPrototypes, expectHarmless, expectHarmlessSoon } from './verdict.js';

let product: Product;
let member: Visitor;
/** Cookies that the product gave out itself. */
let real: readonly string[];

beforeAll(async () => {
  product = await Product.start({ TRUST_PROXY: '1' });
  member = product.visitor();
  await signIn(member);
  const [returning, flashed] = [product.visitor(), product.visitor()];
  await remembered(returning);
  await flashed.get('/dashboard');
  const given = { session: member, remember: returning, flash: flashed };
  real = Object.entries(given).map(([name, { cookies }]) => `${name}=${cookies.get(name) ?? ''}`);
  expect(Math.min(...real.map(({ length }) => length))).toBeGreaterThan(60);
});

afterAll(async () => {
  expectCleanPrototypes();
  expect((await product.visitor().get('/health/ready')).status).toBe(200);
  await product.remove();
});

const send = (line: string, headers: readonly string[]) => {
  const own = headers.some((header) => header.startsWith('Host:')) ? headers : ['Host: localhost', ...headers];
  const head = [`${line} HTTP/1.1`, ...own, 'Connection: close', '', ''].join('\r\n');
  // Node takes a client that has said its last word for gone, and this answer waits for the stores.
  const leaves = !/health\/ready/i.test(line);
  return exchange(product.url, Buffer.from(head, 'latin1'), { leaves });
};

/** One character other, one missing, a piece of it, two of them, or the same in other words. */
const altered = (cookie: string) =>
  fc.oneof(
    fc.tuple(fc.nat(cookie.length - 1), fc.integer({ min: 0x21, max: 0x7e })).map(([at, code]) => cookie.slice(0, at) + String.fromCharCode(code) + cookie.slice(at + 1)), // prettier-ignore
    fc.nat(cookie.length - 1).map((at) => cookie.slice(0, at) + cookie.slice(at + 1)),
    fc.nat(cookie.length).map((at) => cookie.slice(0, at)),
    fc.constantFrom(cookie.toUpperCase(), `${cookie}; ${cookie}x`, cookie.replace('=', '="'), `${cookie}=`, `${cookie}%00`, `x${cookie}`, encodeURI(cookie)),
    fc.tuple(fc.nat(cookie.length), fc.integer({ min: 0x80, max: 0xff })).map(([at, code]) => cookie.slice(0, at) + String.fromCharCode(code) + cookie.slice(at)), // prettier-ignore
  ); // prettier-ignore

const cookieHeader = fc
  .array(
    fc.nat(2).chain((place) => altered(real[place] ?? '')),
    { minLength: 1, maxLength: 3 },
  )
  .map((cookies) => `Cookie: ${cookies.join('; ')}`)
  // The same in another spelling is a good cookie, and may log out.
  .filter((line) => !real.some((cookie) => means(line, cookie)));

describe('any request', () => {
  it(
    'of a strange line and strange headers is answered as promised',
    async () => {
      const headers = fc.array(fc.oneof({ weight: 5, arbitrary: headerLine }, { weight: 1, arbitrary: cookieHeader }), { maxLength: 6 }); // prettier-ignore
      const property = fc.asyncProperty(requestLine, headers, async (line, lines) => {
        expectHarmless(await expectHarmlessSoon(() => send(line, lines)));
      });
      await fc.assert(property, seeded(300));
      expectCleanPrototypes();
    },
    PATIENCE,
  );

  it(
    'with altered cookies is a guest\u2019s',
    async () => {
      const property = fc.asyncProperty(cookieHeader, fc.constantFrom('/session', '/dashboard', '/'), async (cookies, path) => {
        const answer = await expectHarmlessSoon(() => send(`GET ${path}`, [cookies, 'Accept: application/json']));
        expectHarmless(answer);
        expect([answer.json['authenticated'] ?? false, answer.json['user'] ?? null]).toEqual([false, null]);
      });
      await fc.assert(property, seeded(200));
      expect((await member.get('/session', 'json')).json['authenticated']).toBe(true);
    },
    PATIENCE,
  );
});

/** Whether a line of cookies holds this very one, in any spelling of its characters. */
function means(line: string, cookie: string): boolean {
  const [name = '', value = ''] = decoded(cookie).split(/=(.*)/s);
  const sent = line.slice('Cookie: '.length).split(';').map((pair) => pair.trim()); // prettier-ignore
  return sent.some((pair) => decoded(pair.replace(/^"|"$/g, '')).replace('="', '=').replace(/"$/, '') === `${name}=${value}`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
