import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raw } from '../http/raw.js';
import { Product } from '../support/product.js';
import { type Person, signIn, type Visitor } from '../support/visitor.js';

const PUBLIC_URL = 'https://gate.example.org';
const PROXIED = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' };
const ASKS = { 'access-control-request-method': 'POST', origin: 'https://app.example.org' };

let product: Product;
let member: Visitor;
let person: Person;

beforeAll(async () => {
  product = await Product.start({ PUBLIC_URL, TRUST_PROXY: '1', ALLOWED_RETURN_HOSTS: 'app.example.org' });
  member = product.visitor(PROXIED);
  person = await signIn(member);
});

afterAll(() => product.remove());

/** Asks as a proxy does: `fetch` would add headers of its own. */
function verify(line: string, headers: Record<string, string> = {}, by?: Visitor) {
  const cookie = by === undefined ? [] : [`cookie: ${[...by.cookies].map((one) => one.join('=')).join('; ')}`];
  const lines = Object.entries({ ...PROXIED, ...headers }).map(([name, value]) => `${name}: ${value}`);
  return raw(product.url, line, [...lines, ...cookie]);
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];

describe.each(METHODS)('a question below /auth/verify/ (%s)', (method) => {
  it.each(['/', '/app', '/app/a?b=c', '/..%2f', '//x'])('is the same as the one at /auth/verify (%s)', async (rest) => {
    const line = `${method} /auth/verify${rest}`;
    const known = await verify(line, { 'sec-fetch-site': 'cross-site', origin: 'https://app.example.org' }, member);
    expect([known.status, known.headers['x-auth-username'], known.headers['set-cookie']]).toEqual([
      204,
      person.username,
      undefined,
    ]);
    const unknown = await verify(line, ASKS);
    expect([unknown.status, unknown.headers['x-auth-username']]).toEqual([401, undefined]);
  });
});

describe('the way back from below', () => {
  const browser = { accept: 'text/html', host: 'app.example.org' };

  it.each([
    ['GET /auth/verify/a?b=c', browser, 'https://app.example.org/a?b=c'],
    ['GET /auth/verify/', browser, 'https://app.example.org/'],
    [
      'GET /auth/verify/a',
      { ...browser, 'x-forwarded-uri': '/b', 'x-forwarded-host': 'app.example.org' },
      'https://app.example.org/b',
    ],
    ['POST /auth/verify/a', browser, null],
    ['GET /auth/verify/a', { ...browser, host: 'evil.example' }, null],
  ])('of %s is its path on its host, where people may be sent', async (line, headers, next) => {
    const login = `${PUBLIC_URL}/login`;
    const answer = await verify(line, headers);
    expect([answer.status, answer.headers['location']]).toEqual([
      303,
      next === null ? login : `${login}?next=${encodeURIComponent(next)}`,
    ]);
  });
});

describe('a preflight', () => {
  const PASSES = 'GET /auth/verify?preflight=pass';
  const OPTIONS = { 'x-forwarded-method': 'OPTIONS' };

  it.each([OPTIONS, { 'x-original-method': 'OPTIONS' }])(
    'passes with nobody\u2019s name where the operator says so (%j)',
    async (says) => {
      for (const by of [undefined, member]) {
        const { status, headers } = await verify(PASSES, { ...ASKS, ...says }, by);
        expect([status, headers['x-auth-username'], headers['x-auth-user-id']]).toEqual([204, undefined, undefined]);
      }
    },
  );

  it.each([
    ['where nothing says so', 'GET /auth/verify', { ...ASKS, ...OPTIONS }],
    ['where something else does', 'GET /auth/verify?preflight=passes', { ...ASKS, ...OPTIONS }],
    ['that asks for no method', PASSES, { ...OPTIONS }],
    ['that is a GET', PASSES, { ...ASKS, 'x-forwarded-method': 'GET' }],
    ['that only the client calls one', PASSES, { ...ASKS, ...OPTIONS, 'x-original-method': 'GET' }],
    ['whose query the client wrote', 'OPTIONS /auth/verify/?preflight=pass', { ...ASKS, ...OPTIONS }],
  ])('%s is refused', async (_case, line, headers) => {
    expect((await verify(line, headers)).status).toBe(401);
  });
});
