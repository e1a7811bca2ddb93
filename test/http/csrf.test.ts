import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { csrfProtection } from '../../src/http/safety/csrf.js';
import { Logger } from '../../src/log/logger.js';
import { countStoreCalls } from '../support/observing.js';
import { Product } from '../support/product.js';
import { FORMATS, logIn, register, signIn, someone, type Visitor } from '../support/visitor.js';
import { knownPaths } from './known-paths.js';
import { raw } from './raw.js';

type Header = string | undefined;

let product: Product;
let member: Visitor;

beforeAll(async () => {
  product = await Product.start();
  member = product.visitor();
  await signIn(member);
});

afterAll(() => product.remove());

const headerLines = (site: Header, origin: Header) => [
  ...(site === undefined ? [] : [`Sec-Fetch-Site: ${site}`]),
  ...(origin === undefined ? [] : [`Origin: ${origin}`]),
];
const cookies = () => `Cookie: ${[...member.cookies].map((cookie) => cookie.join('=')).join('; ')}`;

/** The rule, where these origins are ours. */
const passes = (site: Header, origin: Header, ours: string[]) =>
  site === undefined ? origin === undefined || ours.includes(origin) : ['same-origin', 'none'].includes(site);

const SITES: Header[] = [undefined, 'same-origin', 'none', 'same-site', 'cross-site', '', 'Same-Origin', 'NONE', 'x', 'same-origin, none', 'same-origin;x']; // prettier-ignore

function origins(publicUrl: string, port: number): Header[] {
  const local = ['localhost', '127.0.0.1', '[::1]'].map((host) => `http://${host}:${port}`);
  const alike = [`https://localhost:${port}`, `http://localhost:${port + 1}`, 'http://localhost', `http://localhost:${port}.evil.example`, `http://evil.localhost:${port}`, `http://localhost:${port}/`, `http://user@localhost:${port}`, `HTTP://LOCALHOST:${port}`, `http://localhost:${port} http://localhost:${port}`, `http://[::ffff:127.0.0.1]:${port}`, `http://127.0.0.2:${port}`, `http://0.0.0.0:${port}`, `localhost:${port}`]; // prettier-ignore
  const foreign = ['null', '', 'http://evil.example', `http://evil.example:${port}`, 'https://gate.example.org.evil.example', 'file://', 'x']; // prettier-ignore
  return [undefined, publicUrl, ...local, ...alike, ...foreign];
}

describe('an unsafe request', () => {
  it.each(FORMATS)('is judged by Sec-Fetch-Site, else by Origin, on every path and method (%s)', async (format) => {
    const { port, publicUrl } = product.settings;
    const ours = ['localhost', '127.0.0.1', '[::1]'].map((host) => `http://${host}:${port}`);
    const accept = `Accept: ${format === 'html' ? 'text/html' : 'application/json'}`;
    for (const site of SITES) {
      for (const origin of origins(publicUrl.origin, port)) {
        const { status, json } = await raw(product.url, 'POST /logout', [...headerLines(site, origin), accept]);
        const expected = passes(site, origin, ours) ? (format === 'html' ? 303 : 204) : 403;
        expect([site, origin, status]).toEqual([site, origin, expected]);
        if (status === 403 && format === 'json') expect(json).toMatchObject({ status: 403, code: 'cross_site_request' });
      }
    }
  });

  it('is refused with every method and on every path, known or not, signed in or not', async () => {
    const paths = [...(await knownPaths(product)).map(([path]) => path), '/nothing', '/LOGIN/', '//login', '/login?next=/'];
    const calls = countStoreCalls(product);
    for (const path of paths) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'LOCK']) {
        for (const lines of [headerLines('cross-site', product.url), headerLines(undefined, 'http://evil.example')]) {
          const guest = await raw(product.url, `${method} ${path}`, lines);
          const person = await raw(product.url, `${method} ${path}`, [...lines, cookies()]);
          expect([method, path, guest.status, person.status]).toEqual([method, path, 403, 403]);
        }
      }
    }
    // This is decided before a session or an account is looked up.
    expect([calls.redis(), calls.sql()]).toEqual([0, 0]);
    calls.stop();
  });

  it('is refused before 400, 413, 415 and 422', async () => {
    const bodies = [['application/json', '{'], ['text/plain', 'x'], ['application/json', 'x'.repeat(40_000)], ['application/json', '{"identifier":1}']] as const; // prettier-ignore
    for (const [type, body] of bodies) {
      for (const path of ['/login', '/register', '/login?password=x']) {
        const lines = [...headerLines('cross-site', undefined), `Content-Type: ${type}`, `Content-Length: ${body.length}`];
        expect([type, path, (await raw(product.url, `POST ${path}`, lines, body)).status]).toEqual([type, path, 403]);
      }
    }
  });

  it('is refused whatever Host, Referer and X-Forwarded-* say', async () => {
    for (const host of ['evil.example', 'gate.example.org', new URL(product.url).host]) {
      const claims = [`Host: ${host}`, `Referer: ${product.url}/login`, `X-Forwarded-Host: ${host}`, `X-Forwarded-Proto: http`];
      for (const site of [undefined, 'cross-site', 'same-site']) {
        const { status } = await raw(product.url, 'POST /logout', [...headerLines(site, `http://${host}`), ...claims]);
        const isOurs = site === undefined && product.url === `http://${host}`;
        expect([host, site, status]).toEqual([host, site, isOurs ? 303 : 403]);
      }
    }
  });

  it('without both is judged by its Referer, which old browsers send (w3m, lynx)', async () => {
    const { port } = product.settings;
    const local = ['localhost', '127.0.0.1', '[::1]'].map((host) => `http://${host}:${port}/login?next=%2F`);
    const foreign = ['http://evil.example/', `http://localhost:${port + 1}/`, `https://localhost:${port}/`, `http://localhost:${port}.evil.example/`, 'file:///tmp/x.html', 'x']; // prettier-ignore
    for (const format of FORMATS) {
      const statusWith = async (referer: string) => (await product.visitor().post('/logout', {}, format, { referer })).status;
      for (const referer of ['', product.url, ...local]) expect([referer, await statusWith(referer)]).toEqual([referer, format === 'html' ? 303 : 204]); // prettier-ignore
      for (const referer of foreign) expect([referer, await statusWith(referer)]).toEqual([referer, 403]);
    }
  });

  it('that is refused in development leaves a line with what was seen, what is ours, and the remedy', async () => {
    const lines: unknown[] = [];
    vi.spyOn(product.app.get(Logger), 'info').mockImplementation((message: string, more?: object) => void lines.push([message, more])); // prettier-ignore
    await product.visitor().post('/logout', {}, 'json', { origin: 'http://laptop.local:3000' });
    const reason = `Origin http://laptop.local:3000 is not PUBLIC_URL ${product.settings.publicUrl.origin}: set PUBLIC_URL to the address that stands in the browser`;
    expect(lines).toContainEqual(['cross-site-refused', expect.objectContaining({ reason })]);
    vi.restoreAllMocks();
  });

  it('changes nothing when it is refused: nobody is logged out, in, or registered', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' };
    const answer = await member.post('/logout', {}, 'html', foreign);
    expect([answer.status, answer.setCookies]).toEqual([403, []]);
    expect((await member.get('/session', 'json')).json['authenticated']).toBe(true);
    const person = someone();
    const stranger = product.visitor(foreign);
    expect((await register(stranger, person)).status).toBe(403);
    expect((await register(product.visitor(), person)).status).toBe(201);
    const refused = await logIn(stranger, person);
    expect([refused.status, refused.setCookies]).toEqual([403, []]);
  });
});

describe('a safe request', () => {
  it('is never refused by these headers', async () => {
    for (const [path] of await knownPaths(product)) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) {
        const plain = await raw(product.url, `${method} ${path}`, [cookies()]);
        for (const site of ['cross-site', '', undefined]) {
          const answer = await raw(product.url, `${method} ${path}`, [...headerLines(site, 'http://evil.example'), cookies()]);
          expect([method, path, answer.status]).toEqual([method, path, plain.status]);
        }
      }
    }
  });
});

describe('in production', () => {
  const publicUrl = new URL('https://gate.example.org');
  const rule = csrfProtection({ publicUrl, production: true, port: 3000, allowedOrigins: [] });
  const alike = ['http://gate.example.org', 'https://gate.example.org:443', 'https://gate.example.org:3000', 'https://www.gate.example.org', 'https://gate.example.org.', 'https://GATE.example.org', 'https://gate.example.org/']; // prettier-ignore

  it('only PUBLIC_URL\u2019s own origin is ours, exactly', () => {
    for (const site of SITES) {
      for (const origin of [...origins(publicUrl.origin, 3000), ...alike]) {
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
          const headers = { ...(site !== undefined && { 'sec-fetch-site': site }), ...(origin !== undefined && { origin }), host: 'localhost:3000' }; // prettier-ignore
          const next = vi.fn<() => void>();
          const run = () => rule({ method, headers } as never, {} as never, next);
          if (passes(site, origin, [publicUrl.origin])) run();
          else expect(run, `${site} ${origin}`).toThrow('cross_site_request');
          expect([site, origin, next.mock.calls.length === 1]).toEqual([site, origin, passes(site, origin, [publicUrl.origin])]);
        }
      }
    }
  });
});
