import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { FORMATS, logIn, register, signIn, someone } from '../support/visitor.js';
import { assetPaths, knownPaths, PROBES } from './known-paths.js';
import { expectPromisedCookies, expectPromisedHeaders } from './promised-headers.js';

const PUBLIC_URL = 'https://gate.example.org';
const HTTPS = { 'x-forwarded-proto': 'https' };

/** Behind a trusted proxy that speaks HTTPS, and with nobody trusted. */
let product: Product;
let untrusting: Product;

beforeAll(async () => {
  product = await Product.start({ PUBLIC_URL, TRUST_PROXY: '1' });
  untrusting = await Product.start({ PUBLIC_URL });
});

afterAll(async () => {
  await product.remove();
  await untrusting.remove();
});

const PAGES = [
  '/',
  '/login',
  '/login?next=/a%3Fb%26c',
  '/LOGIN/',
  '/register',
  '/logout',
  '/dashboard',
  '/profile?a=b&c=%20d',
  '/settings',
];

describe('over HTTPS', () => {
  it.each(FORMATS)('cookies are __Host-, Secure, and HSTS is on every answer (%s)', async (format) => {
    const visitor = product.visitor(HTTPS);
    const person = someone();
    const answers = [
      await register(visitor, person, format),
      await visitor.get('/dashboard', format),
      await visitor.get('/login', format),
      await logIn(visitor, { ...person, password: 'wrong' }, format),
      await logIn(visitor, person, format),
    ];
    expect([...visitor.cookies.keys()]).toContain('__Host-session');
    answers.push(
      await visitor.get('/dashboard', format),
      await visitor.get('/nothing', format),
      await visitor.post('/logout', {}, format),
    );
    expect([...visitor.cookies.keys()]).not.toContain('__Host-session');
    answers.push(
      await visitor.get('/login', format),
      await visitor.post('/register', {}, format),
      await visitor.get('/%zz', format),
    );
    for (const answer of answers) {
      const data = format === 'json' && answer.text !== '';
      const again = format === 'html' && [401, 422].includes(answer.status);
      expectPromisedHeaders(`${answer.status}`, answer.headers, data ? 'json' : again ? 'refused form' : 'html', true);
      expectPromisedCookies(answer.setCookies, true);
    }
    expect(answers.flatMap(({ setCookies }) => setCookies).length).toBeGreaterThanOrEqual(2);
  });

  it('static files and probes have HSTS too', async () => {
    for (const path of await assetPaths(await seen())) {
      expectPromisedHeaders(path, (await product.visitor(HTTPS).get(path)).headers, 'static', true);
    }
    for (const path of PROBES) expectPromisedHeaders(path, (await product.visitor(HTTPS).get(path)).headers, 'json', true);
  });

  it('cookies without the prefix are ignored', async () => {
    const visitor = product.visitor(HTTPS);
    await signIn(visitor);
    const value = visitor.cookies.get('__Host-session') ?? '';
    visitor.cookies.clear();
    visitor.cookies.set('session', value);
    expect((await visitor.get('/dashboard', 'json')).status).toBe(401);
  });
});

/** The product as a browser behind the proxy sees it. */
async function seen(): Promise<Product> {
  return { visitor: () => product.visitor(HTTPS) } as unknown as Product;
}

const says = (proto: string | undefined): Record<string, string> => (proto === undefined ? {} : { 'x-forwarded-proto': proto });

describe('a scheme', () => {
  it.each(['https', 'wss', 'WSS', 'https, http'])('that a trusted proxy calls %s is TLS', async (proto) => {
    expect((await product.visitor(says(proto)).get('/login')).status).toBe(200);
  });

  it.each(['ws', 'http'])('that it calls %s is none', async (proto) => {
    expect((await product.visitor(says(proto)).get('/login')).status).toBe(307);
  });

  it('that a trusted proxy cannot tell is TLS with FORWARDED_PROTO=https, whatever a client says', async () => {
    const listener = await Product.start({ PUBLIC_URL, TRUST_PROXY: '1', FORWARDED_PROTO: 'https' });
    for (const proto of [undefined, 'http']) expect((await listener.visitor(says(proto)).get('/login')).status).toBe(200);
    await listener.remove();
  });
});

describe('over plain HTTP, with an https PUBLIC_URL', () => {
  it.each([undefined, 'http', 'http, https', ''])('pages and static files are sent to HTTPS (proxy says %s)', async (proto) => {
    for (const path of [...PAGES, ...(await assetPaths(await seen())), '//evil.example/x', '/\\evil.example']) {
      for (const method of ['GET', 'HEAD']) {
        const headers = {
          ...says(proto),
          accept: path.includes('.css') ? 'text/css,*/*;q=0.1' : 'text/html',
          'x-forwarded-host': 'evil.example',
        };
        const answer = await product.visitor().send(path, { method, headers });
        const location = answer.headers.get('location');
        expect([method, path, answer.status, answer.setCookies]).toEqual([method, path, 307, []]);
        expect(new URL(location ?? '').origin).toBe(PUBLIC_URL);
        if (!path.includes('\\')) expect(location).toBe(PUBLIC_URL + path);
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expectPromisedHeaders(`${method} ${path}`, answer.headers, 'html', true);
      }
    }
  });

  it.each(FORMATS)('everything else is refused, before anything reads it (%s)', async (format) => {
    const accept = format === 'html' ? 'text/html' : 'application/json';
    const methods = ['POST', 'PUT', 'DELETE', 'OPTIONS', ...(format === 'json' ? ['GET', 'HEAD'] : [])];
    const paths = (await knownPaths(await seen())).map(([path]) => path).filter((path) => !/^\/(health|assets)\//.test(path));
    for (const path of [...paths, '/nothing']) {
      for (const method of methods) {
        const answer = await product.visitor().send(path, { method, headers: { accept } });
        expect([method, path, answer.status, answer.setCookies]).toEqual([method, path, 403, []]);
        if (format === 'json' && method !== 'HEAD') expect(answer.json).toMatchObject({ status: 403, code: 'https_required' });
        expectPromisedHeaders(
          `${method} ${path}`,
          answer.headers,
          format === 'json' && answer.text !== '' ? 'json' : 'html',
          true,
        );
      }
    }
    const person = someone();
    await register(product.visitor(HTTPS), person);
    expect((await logIn(product.visitor(), person, format)).status).toBe(403);
    expect((await register(product.visitor(), someone(), format)).status).toBe(403);
    expect((await logIn(product.visitor(HTTPS), person, format)).status).toBe(format === 'html' ? 303 : 200);
  });

  it('probes answer either way', async () => {
    for (const one of [product, untrusting]) {
      for (const headers of [{}, HTTPS, says('http')]) {
        for (const path of PROBES) expect((await one.visitor(headers).get(path)).status).toBe(200);
      }
    }
  });

  it('X-Forwarded-Proto from a peer that is not trusted is a fault of the installation', async () => {
    for (const format of FORMATS) {
      for (const path of [...PAGES, ...(await assetPaths(await seen()))]) {
        expect([path, (await untrusting.visitor(HTTPS).get(path, format)).status]).toEqual([path, 500]);
      }
      expect((await untrusting.visitor(HTTPS).post('/login', {}, format)).status).toBe(500);
      expect((await untrusting.visitor().post('/login', {}, format)).status).toBe(403);
      expect((await untrusting.visitor().get('/login')).status).toBe(307);
    }
  });
});
