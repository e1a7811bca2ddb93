import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { FORMATS } from '../support/visitor.js';
import { postElsewhere } from './elsewhere.js';
import { flood } from './raw.js';
import { ERROR_TYPE, FORM, JSON_TYPE, SECRET, sendBody, sendChunked } from './sending.js';

const LIMIT = 32 * 1024;
const MEBIBYTE = 1024 * 1024;

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

/** Milliseconds of the quickest of three: what the work costs, not what the machine is busy with. */
async function quickest(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    const begun = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(begun);
    times.push((user + system) / 1_000);
  }
  return Math.min(...times);
}

describe.each(FORMATS)('a body of more than 32 KiB (%s)', (format) => {
  const padded = (length: number) => JSON.stringify({ x: 'x'.repeat(length - 8) });

  it('is 413, and one of exactly 32 KiB is read', async () => {
    expect(padded(LIMIT)).toHaveLength(LIMIT);
    expect((await sendBody(product, padded(LIMIT), JSON_TYPE, { format })).status).toBe(422);
    expect((await sendChunked(product, padded(LIMIT), JSON_TYPE)).status).toBe(422);
    for (const type of [JSON_TYPE, FORM, 'text/plain', null]) {
      for (const path of ['/login', '/register', '/confirm']) {
        const answer = await sendBody(product, SECRET.repeat(2_100), type, { format, path });
        expect([type, path, answer.status]).toEqual([type, path, 413]);
        expect(answer.headers.get('content-type')).toBe(ERROR_TYPE[format]);
      }
    }
  });
});

describe('the answer to a body that is too long arrives', () => {
  it.each([0, 1_000, 8_192, 65_536])('with chunks of %i bytes (0: announced)', async (piece) => {
    for (const length of [LIMIT + 1, 100_000, MEBIBYTE]) {
      const told = await postElsewhere({ url: `${product.url}/login`, length, piece, times: 10 });
      expect([length, told]).toEqual([length, { 413: 10 }]);
    }
  });
});

const UNWANTED: [what: string, path: string, status: number, headers: string[]][] = [
  ['too long', '/login', 413, []],
  ['for an unknown path', '/nothing', 404, []],
  ['from another site', '/login', 403, ['Sec-Fetch-Site: cross-site']],
  ['for a probe', '/health/live', 405, []],
  ['with two hosts', '/login', 400, ['Host: two']],
  ['with a URL too long', `/login?${'q'.repeat(9_000)}`, 414, []],
];

describe('a body that nobody wants', () => {
  it.each(UNWANTED)('is not read to its end: %s', async (_what, path, status, headers) => {
    for (const length of ['Content-Length: 200000000', 'Transfer-Encoding: chunked']) {
      const head = [`POST ${path} HTTP/1.1`, 'Host: localhost', `Content-Type: ${JSON_TYPE}`, ...headers, length];
      // A chunked body is refused where it passes the limit.
      const first = length.startsWith('T') ? `9000\r\n${'x'.repeat(0x9000)}\r\n` : '';
      const answer = await flood(product.url, [...head, '', first], 64 * MEBIBYTE);
      expect([length, answer.status]).toEqual([length, status]);
      expect(answer.taken).toBeLessThan(32 * MEBIBYTE);
    }
  });

  it.each(['identifier', 'password', 'username', 'email', 'passwordConfirmation', 'next'])(
    'costs nothing: 1 MB of %s',
    async (field) => {
      const path = field === 'identifier' ? '/login' : '/register';
      const body = JSON.stringify({ [field]: 'x'.repeat(MEBIBYTE) });
      const time = await quickest(async () => expect((await sendBody(product, body, JSON_TYPE, { path })).status).toBe(413));
      expect(time).toBeLessThan(100);
    },
  );

  it.each([
    ['one name often', 'a&'.repeat(16_000), FORM],
    ['two names often', 'a=1&b[]=2&'.repeat(3_200), FORM],
    ['a known name often', 'next&'.repeat(6_400), FORM],
    ['many names', Array.from({ length: 6_000 }, (_, index) => index.toString(36)).join('&'), FORM],
    ['an encoded name', `${'%41'.repeat(10_000)}=1`, FORM],
    ['a wide object', `{"a":[${'{},'.repeat(8_000)}{}]}`, JSON_TYPE],
    ['a deep array', `${'['.repeat(16_000)}${']'.repeat(16_000)}`, JSON_TYPE],
    ['white space', JSON.stringify({ identifier: `${' '.repeat(30_000)}x`, password: 'x' }), JSON_TYPE],
    ['many at signs', JSON.stringify({ identifier: 'x', email: 'a@'.repeat(15_000), password: 'x' }), JSON_TYPE],
    ['many labels', JSON.stringify({ username: 'a', email: `a@${'a.'.repeat(15_000)}`, password: 'x' }), JSON_TYPE],
    ['combining marks', JSON.stringify({ username: 'a', password: `a${'\u0323\u0307'.repeat(7_000)}` }), JSON_TYPE],
    ['ligatures', JSON.stringify({ password: '\ufdfa'.repeat(9_000), passwordConfirmation: 'x' }), JSON_TYPE],
    ['slashes', JSON.stringify({ next: '/'.repeat(30_000) }), JSON_TYPE],
  ])('of 32 KiB is dealt with at once: %s', async (_what, body, type) => {
    for (const path of ['/login', '/register']) {
      const time = await quickest(async () =>
        expect((await sendBody(product, body, type, { path })).status).toBeOneOf([400, 401, 422]),
      );
      expect(time).toBeLessThan(100);
    }
  });
});

const CHARSETS = ['utf-16', 'utf-16le', 'utf-7', 'utf-32', 'iso-8859-1', '"utf-16"', 'us-ascii', 'x'];
const UNSUPPORTED: [type: string | null, encoding: string | null][] = [
  [null, null],
  ...['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/jsonp', 'application/vnd.api+json', 'text/json', 'json', 'application/json/x', 'application/json, text/html'].map((type): [string, null] => [type, null]), // prettier-ignore
  ...CHARSETS.flatMap((charset): [string, null][] => [JSON_TYPE, FORM].map((type) => [`${type}; charset=${charset}`, null])),
  ...['gzip', 'deflate', 'br', 'GZIP', 'identity, gzip', 'x'].map((encoding): [string, string] => [JSON_TYPE, encoding]),
];

describe.each(FORMATS)('a body of a kind that is not read (%s)', (format) => {
  it.each(UNSUPPORTED)('is 415: %s, Content-Encoding %s', async (type, encoding) => {
    const headers: Record<string, string> = encoding === null ? {} : { 'content-encoding': encoding };
    const answer = await sendBody(product, `{"identifier":"${SECRET}","password":"${SECRET}"}`, type, { format, headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([415, ERROR_TYPE[format]]);
  });

  it.each(['charset=utf-8', 'charset=UTF-8', 'charset="utf-8"', ' charset=Utf-8 ', 'x=y;charset=utf-8'])(
    'is not one with the parameter %s',
    async (parameter) => {
      for (const type of [JSON_TYPE, 'Application/JSON', FORM, 'Application/X-WWW-Form-Urlencoded']) {
        const answer = await sendBody(product, type === FORM ? 'a=b' : '{}', `${type};${parameter}`, { format });
        expect([type, answer.status]).toEqual([type, 422]);
      }
    },
  );

  it('is not the same as none at all, which needs no type, or an empty one, which is an empty form', async () => {
    for (const type of [null, FORM, JSON_TYPE]) {
      expect([type, (await sendBody(product, '', type, { format })).status]).toEqual([type, 422]);
    }
  });
});
