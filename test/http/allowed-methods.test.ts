import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { FORMATS, signIn } from '../support/visitor.js';
import { knownPaths } from './known-paths.js';
import { raw } from './raw.js';

const ACCEPT = { html: 'Accept: text/html', json: 'Accept: application/json' } as const;
const ERROR_TYPE = { html: 'text/html', json: 'application/problem+json' } as const;
const OTHER_METHODS = ['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY', 'LOCK', 'POST'];
const EVERY_METHOD = ['GET', 'HEAD', 'OPTIONS', ...OTHER_METHODS];
const UNKNOWN = ['//login', '/login//', '///', '/health', '/health/', '/health/lives', '/loginx', '/login/x', '/.well-known/x'];
const UNDECODABLE = ['/%', '/%zz', '/%ff', '/login/%', '/%e0%a4%a', '/%c0%af', '/assets/%zz', '/health/%', '/login%', '/%00%ff'];
const NO_PATH = [
  '*',
  'http://[',
  'http://[::1:/x',
  'http://evil.example/',
  'http://localhost/login',
  'http://evil.example/health/live',
];

let product: Product;
let paths: [path: string, allow: string][];
/** The header lines of a guest, and of somebody signed in. */
let people: string[][];

beforeAll(async () => {
  product = await Product.start();
  const member = product.visitor();
  await signIn(member);
  people = [[], [`Cookie: ${[...member.cookies].map((cookie) => cookie.join('=')).join('; ')}`]];
  paths = await knownPaths(product);
});

afterAll(() => product.remove());

const ask = (line: string, ...headers: string[]) => raw(product.url, line, headers);
const status = async (line: string, ...headers: string[]) => (await ask(line, ...headers)).status;

describe.each(FORMATS)('methods (%s)', (format) => {
  it('405 with Allow for what a known path lacks, signed in or not', async () => {
    for (const [path, allow] of paths) {
      for (const method of OTHER_METHODS.filter((name) => !allow.includes(name))) {
        for (const who of people) {
          const { status, headers } = await ask(`${method} ${path}`, ...who, ACCEPT[format]);
          expect([method, path, status, headers['allow']]).toEqual([method, path, 405, allow]);
          expect(headers['content-type']).toContain(ERROR_TYPE[format]);
        }
      }
    }
  });

  it('405 does not depend on a body that nobody asked for', async () => {
    for (const [path, allow] of paths.filter(([, methods]) => !methods.includes('POST'))) {
      const answer = await product.visitor().post(path, { a: 'b' }, format);
      expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, allow]);
    }
  });

  it('OPTIONS is 204 with Allow on every known path, signed in or not', async () => {
    for (const [path, allow] of paths) {
      for (const who of people) {
        const { status, headers, text } = await ask(`OPTIONS ${path}`, ...who, ACCEPT[format]);
        expect([path, status, headers['allow'], text]).toEqual([path, 204, allow, '']);
      }
    }
  });

  it('HEAD is GET without its body, on every path', async () => {
    const kept = ['content-type', 'location', 'cache-control', 'vary', 'content-security-policy'];
    for (const path of [...paths.map(([known]) => known), '/unknown']) {
      for (const who of people) {
        const get = await ask(`GET ${path}`, ...who, ACCEPT[format]);
        const head = await ask(`HEAD ${path}`, ...who, ACCEPT[format]);
        expect(head.text).toBe('');
        const facts = [get, head].map((answer) => [path, answer.status, ...kept.map((name) => answer.headers[name])]);
        expect(facts[1]).toEqual(facts[0]);
      }
    }
  });

  it('an unknown path is 404 for every method', async () => {
    for (const path of UNKNOWN) {
      for (const method of EVERY_METHOD) {
        for (const who of people) {
          const { status, headers } = await ask(`${method} ${path}`, ...who, ACCEPT[format]);
          expect([method, path, status, headers['allow']]).toEqual([method, path, 404, undefined]);
          expect(headers['content-type']).toContain(ERROR_TYPE[format]);
        }
      }
    }
  });

  it.each([...UNDECODABLE, ...NO_PATH])('a target that cannot be decoded or is no path is 400: %s', async (target) => {
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
      const { status, headers } = await ask(`${method} ${target}`, ACCEPT[format], 'Content-Length: 0');
      expect([method, status]).toEqual([method, 400]);
      expect(headers['content-type']).toContain(ERROR_TYPE[format]);
      expect(headers['x-request-id']).toBeDefined();
    }
  });
});

/** Below `/auth/verify/` stand paths of other services, whose first is `/`: test/auth/forward-auth-below.test.ts. */
const isOurs = (path: string): boolean => path !== '/' && path !== '/auth/verify' && !path.startsWith('/assets');

describe('paths', () => {
  it('mean the same with a trailing slash and in any case of letters', async () => {
    for (const [path] of paths.filter(([name]) => isOurs(name))) {
      const title = `/${path.slice(1, 2).toUpperCase()}${path.slice(2)}`;
      for (const variant of [`${path}/`, path.toUpperCase(), title, `${path.toUpperCase()}/`, `${path}/?a=b`]) {
        for (const method of ['GET', 'OPTIONS', 'DELETE']) {
          const plain = await ask(`${method} ${path}`, ACCEPT.json);
          const other = await ask(`${method} ${variant}`, ACCEPT.json);
          expect([variant, other.status, other.headers['allow']]).toEqual([variant, plain.status, plain.headers['allow']]);
        }
      }
    }
    expect((await product.visitor().post('/LOGIN/', {}, 'json')).json['code']).toBe('validation_failed');
  });

  it('may have a query that cannot be decoded', async () => {
    expect((await ask('GET /login?next=%zz&%', ACCEPT.json)).json).toEqual({ user: null, next: null });
  });

  const withQuery = (path: string, length: number) => `GET ${path}?${'q'.repeat(length - path.length - 1)}`;

  it('of more than 8 KiB are 414, of more than 16 KiB with the headers 431', async () => {
    for (const path of [...paths.map(([known]) => known), '/nothing']) {
      const usual = await status(`GET ${path}`);
      for (const [length, expected] of [
        [8_192, usual],
        [8_193, 414],
        [12_000, 414],
        [17_000, 431],
      ] as const) {
        expect([path, length, await status(withQuery(path, length))]).toEqual([path, length, expected]);
      }
      expect(await status(`GET ${path}`, `X-Long: ${'x'.repeat(17_000)}`)).toBe(431);
      expect(await status(withQuery(path, 7_000), `X-Long: ${'x'.repeat(10_000)}`)).toBe(431);
    }
  });

  it('are refused with two Host headers', async () => {
    const hosts = [['Host: a.example', 'Host: a.example'], ['Host: evil.example', 'host: localhost'], ['HOST: a', 'Host: b']]; // prettier-ignore
    for (const path of [...paths.map(([known]) => known), '/nothing']) {
      for (const two of hosts) expect([path, two, await status(`GET ${path}`, ...two)]).toEqual([path, two, 400]);
    }
  });
});
