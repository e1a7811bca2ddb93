import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { documentedRows } from '../support/observing.js';
import { DocumentedModule } from './documented/documented.module.js';
import { type Seen, SideBySide } from './side-by-side.js';

const JSON_ACCEPTED = { accept: 'application/json' };
const BROWSER: RequestInit = { headers: { accept: 'text/html' } };
const PROGRAM: RequestInit = { headers: JSON_ACCEPTED };
const json = (body: string): RequestInit => ({ method: 'POST', body, headers: { ...JSON_ACCEPTED, 'content-type': 'application/json' } }); // prettier-ignore

/** Each departure by its row in docs/guides/nest.md: what is sent, and what both answer. */
const DEPARTURES: Record<string, [path: string, init: RequestInit, nest: Partial<Seen>, ours: Partial<Seen>][]> = {
  'a route without `@Public()`': [
    ['/closed', PROGRAM, { status: 200, body: 'closed' }, { status: 401 }],
    ['/closed', BROWSER, { status: 200, body: 'closed' }, { status: 303 }],
  ],
  'a text, number or boolean that is returned': [
    ['/returns/text', BROWSER, { headers: { 'content-type': 'text/html; charset=utf-8' } }, { body: 'Hello <b>World</b>!', headers: { 'content-type': 'text/plain; charset=utf-8' } }], // prettier-ignore
    ['/returns/number', BROWSER, { body: '42' }, { body: '42', headers: { 'content-type': 'text/plain; charset=utf-8' } }],
    ['/returns/boolean', BROWSER, { body: 'false' }, { body: 'false', headers: { 'content-type': 'text/plain; charset=utf-8' } }],
    ['/returns/empty', BROWSER, { body: '' }, { body: '', headers: { 'content-type': 'text/plain; charset=utf-8' } }],
  ],
  'a `Buffer` or `Uint8Array` that is returned': [
    ['/returns/bytes', BROWSER, { body: '{"type":"Buffer","data":[0,1,126]}' }, { body: '\u0000\u0001~', headers: { 'content-type': 'application/octet-stream' } }], // prettier-ignore
  ],
  'the text of an exception': [
    ['/exceptions/not-found', BROWSER, { headers: { 'content-type': 'application/json; charset=utf-8' } }, { headers: { 'content-type': 'text/html; charset=utf-8' } }], // prettier-ignore
    ['/exceptions/not-found', PROGRAM, { status: 404 }, { status: 404, headers: { 'content-type': 'application/problem+json; charset=utf-8' } }], // prettier-ignore
  ],
  'a 401': [
    ['/exceptions/unauthorized', PROGRAM, { headers: { 'content-type': 'application/json; charset=utf-8' } }, { headers: { 'content-type': 'application/problem+json; charset=utf-8', 'www-authenticate': 'Cookie realm="Gatehouse", form-action="/login"' } }], // prettier-ignore
  ],
  'a file that cannot be read (`StreamableFile`)': [
    ['/returns/missing-file', PROGRAM, { status: 400, body: 'Bad Request' }, { status: 500 }],
  ],
  'what a parser says of a body': [
    ['/exceptions/unreadable', PROGRAM, { body: expect.stringContaining('of the visitor') as string }, { status: 415, body: expect.not.stringContaining('of the visitor') as string }], // prettier-ignore
  ],
  'an exception whose status is no error': [
    ['/exceptions/status/200', PROGRAM, { status: 200 }, { status: 500, body: expect.not.stringContaining('author') as string }],
    ['/exceptions/status/302', PROGRAM, { status: 302 }, { status: 500 }],
  ],
  'an unknown path': [
    ['/<nowhere>', PROGRAM, { status: 404, body: expect.stringContaining('nowhere') as string }, { status: 404, body: expect.not.stringContaining('nowhere') as string }], // prettier-ignore
  ],
  'a parameter that cannot be decoded': [
    ['/pipes/int/%zz', PROGRAM, { status: 400, body: expect.stringContaining('%zz') as string }, { status: 400, body: expect.not.stringContaining('%zz') as string }], // prettier-ignore
  ],
  'a method that the path does not have, and `OPTIONS`': [
    ['/pipes/wrapped', { ...json('{}'), method: 'PUT' }, { status: 404 }, { status: 405 }],
    ['/pipes/wrapped', { ...PROGRAM, method: 'OPTIONS' }, { status: 404 }, { status: 204 }],
  ],
  'a body': [
    ['/pipes/body', json('[1]'), { status: 201, body: '[1]' }, { status: 400 }],
    ['/pipes/body', json(JSON.stringify({ text: 'x'.repeat(40_000) })), { status: 201 }, { status: 413 }],
    ['/pipes/body', { method: 'POST', body: 'text', headers: { ...JSON_ACCEPTED, 'content-type': 'text/plain' } }, { status: 201 }, { status: 415 }], // prettier-ignore
    ['/pipes/body', { method: 'POST', body: 'a[b]=1', headers: { ...JSON_ACCEPTED, 'content-type': 'application/x-www-form-urlencoded' } }, { body: '{"a":{"b":"1"}}' }, { body: '{"a[b]":"1"}' }], // prettier-ignore
    ['/pipes/body', { ...PROGRAM, method: 'POST' }, { body: '' }, { body: '{}' }],
  ],
  'a form or a script of another site': [
    ['/pipes/body', { ...json('{}'), headers: { ...JSON_ACCEPTED, 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' } }, { status: 201 }, { status: 403 }], // prettier-ignore
  ],
};

/** These are about headers that are compared nowhere else, or about the start: other tests hold them. */
const HELD_ELSEWHERE = [
  'what caches keep',
  'headers of security',
  '`@Render()` without a view engine',
  '`setGlobalPrefix`, `enableShutdownHooks`',
  '`enableCors`, `enableCsrfProtection`, `useSecurityHeaders`, `useBodyParser`',
  'the settings `trust proxy`, `etag` and `json ...` of Express',
  '`FileInterceptor` and its kin',
  'a filter for everything (`@Catch()`) before all routes',
  '`CacheInterceptor` before all routes',
  '`delimiter` of `EventEmitterModule`',
  'two routes of which one hides the other',
];

let both: SideBySide;

beforeAll(async () => {
  both = await SideBySide.start([DocumentedModule]);
});

afterAll(() => both.stop());

describe('a departure from Nest', () => {
  it.each(Object.entries(DEPARTURES))('is what the guide says: %s', async (_row, cases) => {
    for (const [path, init, nest, ours] of cases) {
      const seen = await both.ask(path, init);
      expect([path, seen.nest]).toEqual([path, expect.objectContaining(nest)]);
      expect([path, seen.ours]).toEqual([path, expect.objectContaining(ours)]);
    }
  });

  it('has a row in the guide, and every row a test', () => {
    const rows = documentedRows('docs/guides/nest.md', "Nest's own").map(({ cells: [row] }) => row);
    expect(rows).toEqual([...Object.keys(DEPARTURES), ...HELD_ELSEWHERE]);
  });
});

describe('an answer of a handler', () => {
  it('is kept by no cache unless the handler says so', async () => {
    const [, ours] = both.urls;
    const cacheControl = async (path: string) => (await fetch(ours + path, PROGRAM)).headers.get('cache-control');
    expect(await cacheControl('/statuses')).toBe('no-store');
    expect(await cacheControl('/returns/sent-file')).toBe('no-store');
    expect(await cacheControl('/statuses/headers')).toBe('public, max-age=60');
    expect(await cacheControl('/exceptions/cached')).toBe('no-store');
  });
});

describe('a 5xx that somebody threw on purpose', () => {
  it.each(['/exceptions/broken', '/exceptions/away', '/exceptions/status/599'])('alarms nobody: %s', async (path) => {
    const { securityEvents } = both.product.app.get(Logger);
    const alarms = () => new Map(securityEvents).get('unexpected-error');
    const before = alarms();
    await both.ask(path, PROGRAM);
    expect(alarms()).toBe(before);
  });
});
