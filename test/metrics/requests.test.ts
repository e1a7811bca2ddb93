import { METHODS } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PasswordHasher } from '../../src/users/passwords/password-hasher.js';
import { raw } from '../http/raw.js';
import { assetPaths, knownPaths } from '../http/known-paths.js';
import { type Exposition, growth, settledScrapes } from '../support/observing.js';
import { Product, StreamRoutes } from '../support/product.js';
import { signIn, type Visitor } from '../support/visitor.js';

const REQUESTS = /^gatehouse_http_requests_total/;
const ACCEPT = { html: 'Accept: text/html', json: 'Accept: application/json' } as const;

let product: Product;
let settled: () => Promise<Exposition>;
let member: Visitor;
let asset: string;

beforeAll(async () => {
  product = await Product.start({ METRICS_PORT: '0', SECURITY_CONTACT: 'mailto:security@example.org' }, [StreamRoutes]);
  settled = settledScrapes(product);
  member = product.visitor();
  await signIn(member);
  [asset = ''] = await assetPaths(product);
});

afterAll(() => product.remove());

/** A request line of somebody signed in, and what it counts as: method, route, status, format. */
const CASES: [line: string, format: keyof typeof ACCEPT, as: [string, string, number, string]][] = [
  ['GET /', 'html', ['GET', '/', 200, 'html']],
  ['HEAD /', 'json', ['HEAD', '/', 200, 'json']],
  ['GET /DASHBOARD/?q=1', 'html', ['GET', '/dashboard', 200, 'html']],
  ['GET /session', 'html', ['GET', '/session', 200, 'json']],
  ['GET /login', 'html', ['GET', '/login', 303, 'html']],
  ['PUT /login', 'json', ['PUT', '/login', 405, 'json']],
  ['OPTIONS /login', 'html', ['OPTIONS', '/login', 204, 'none']],
  ['POST /login?next=%2f', 'html', ['POST', '/login', 422, 'html']],
  ['POST /settings/sessions/someone/revoke', 'json', ['POST', '/settings/sessions/:id/revoke', 404, 'json']],
  ['POST /settings/sessions/%ff/revoke', 'json', ['POST', 'unmatched', 400, 'json']],
  ['GET /health/LIVE', 'html', ['GET', '/health/live', 200, 'json']],
  ['GET /health/ready/', 'html', ['GET', '/health/ready', 200, 'json']],
  ['GET <asset>', 'html', ['GET', '/assets/:file', 200, 'none']],
  ['DELETE <asset>', 'html', ['DELETE', '/assets/:file', 405, 'html']],
  ['GET /.well-known/Security.txt', 'html', ['GET', '/.well-known/security.txt', 200, 'none']],
  ['GET /assets/other.css', 'html', ['GET', 'unmatched', 404, 'html']],
  ['GET /nowhere', 'json', ['GET', 'unmatched', 404, 'json']],
  ['PROPFIND /nowhere', 'json', ['other', 'unmatched', 404, 'json']],
  ['TRACE /', 'json', ['other', '/', 405, 'json']],
  ['GET *', 'json', ['GET', 'unmatched', 400, 'json']],
];

/** The headers of the browser that has logged in. */
const signedIn = () => [`Cookie: ${[...member.cookies].map((cookie) => cookie.join('=')).join('; ')}`, 'User-Agent: node'];

describe('a request', () => {
  it.each(CASES)('%s (%s) counts once, as %j', async (line, format, [method, route, status, answered]) => {
    const before = await settled();
    const answer = await raw(product.url, line.replace('<asset>', asset), [...signedIn(), ACCEPT[format], 'Content-Length: 0']);
    expect(answer.status).toBe(status);
    const series = `gatehouse_http_requests_total{method="${method}",route="${route}",status="${status}",format="${answered}"}`;
    const after = await settled();
    expect(growth(before, after, REQUESTS)).toEqual({ [series]: 1 });
    const labels = `{method="${method}",route="${route}",status="${status}"}`;
    expect(growth(before, after, /^gatehouse_http_request_duration_seconds_count/)).toEqual({
      [`gatehouse_http_request_duration_seconds_count${labels}`]: 1,
    });
  });

  it('for any path that the product knows has a pattern', async () => {
    const before = await settled();
    const paths = (await knownPaths(product)).map(([path]) => path);
    for (const path of paths) await raw(product.url, `GET ${path}`, signedIn());
    const grown = Object.keys(growth(before, await settled(), REQUESTS));
    const patterns = new Set(paths.map((path) => (path.startsWith('/assets/') ? '/assets/:file' : path)));
    expect(new Set(grown.map((series) => /route="([^"]*)"/.exec(series)?.[1]))).toEqual(patterns);
  });

  it('whose client leaves before the answer counts as 499', async () => {
    const before = await settled();
    const leaving = new AbortController();
    // The hash begins, and does not end before the client has left.
    vi.spyOn(product.app.get(PasswordHasher), 'matches').mockImplementationOnce(() => {
      leaving.abort();
      return new Promise(() => undefined);
    });
    const body = JSON.stringify({ identifier: 'nobody', password: 'wrong' });
    const headers = { 'content-type': 'application/json' };
    await expect(member.send('/login', { method: 'POST', body, headers, signal: leaving.signal })).rejects.toThrow();
    const after = await settled();
    expect(Object.keys(growth(before, after, REQUESTS))).toEqual([expect.stringContaining('status="499"')]);
    expect(growth(before, after, /^gatehouse_logins/)).toEqual({ 'gatehouse_logins_total{outcome="abandoned"}': 1 });
  });
});

describe('a stream of events', () => {
  it.each(['/test/events', '/test/raw-events'])('from %s counts as a request and has no duration', async (path) => {
    const before = await settled();
    const answer = await product.visitor().get(path, 'html');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/event-stream/i)]);
    const after = await settled();
    expect(Object.values(growth(before, after, REQUESTS))).toEqual([1]);
    expect([...after.samples.keys()].filter((series) => series.includes('duration') && series.includes(path))).toEqual([]);
  });
});

describe('a flood', () => {
  it('of made-up paths, methods, formats and headers adds a bounded number of series', async () => {
    await flood(50);
    const before = await settled();
    await flood(200);
    const after = await settled();
    expect([...after.samples.keys()].filter((series) => !before.samples.has(series)).filter(isOurs)).toEqual([]);
    expect(new Set([...after.text.matchAll(/method="([^"]*)"/g)].map(([, method]) => method)).size).toBeLessThanOrEqual(8);
  });

  /** Every path is another one. */
  async function flood(count: number): Promise<void> {
    const methods = METHODS.filter((method) => method !== 'CONNECT');
    for (let sent = 0; sent < count; sent += 1) {
      const method = methods[sent % methods.length];
      const path = `/${['login', 'assets', 'health', 'nowhere'][sent % 4]}/${Math.random().toString(36)}?${Math.random()}`;
      await raw(product.url, `${method} ${path}`, [
        `Accept: text/${Math.random()}`,
        `X-Request-Id: ${Math.random()}`,
        'Content-Length: 0',
      ]);
    }
  }

  const isOurs = (series: string) => series.startsWith('gatehouse_');
});
