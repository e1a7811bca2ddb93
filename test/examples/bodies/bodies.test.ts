import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AcceptsBody } from '../../../src/http/requests/accepts-body.decorator.js';
import { Product } from '../../support/product.js';
import { signIn, type Visitor } from '../../support/visitor.js';
import { MeasurementsModule } from './measurements.module.js';

let product: Product;
let visitor: Visitor;

beforeAll(async () => {
  product = await Product.start({}, [MeasurementsModule]);
  visitor = product.visitor();
  await signIn(visitor);
});

afterAll(() => product.remove());

function send(path: string, type: string, body: string | Buffer, headers: Record<string, string> = {}) {
  return visitor.send(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: { accept: 'application/json', 'content-type': type, ...headers },
  });
}

const JSON_TYPE = 'application/json';
const GZIP = { 'content-encoding': 'gzip' };
const MANY = JSON.stringify(Array.from({ length: 1_000_000 }, () => 1));

describe("the guide's bodies", () => {
  it('are a list of 2 MB, plain or packed', async () => {
    for (const answer of [
      await send('/measurements', JSON_TYPE, MANY),
      await send('/measurements', JSON_TYPE, gzipSync(MANY), GZIP),
    ]) {
      expect([answer.status, answer.json]).toEqual([200, { sum: 1_000_000 }]);
    }
  });

  it('are lines of text, and bytes', async () => {
    expect((await send('/measurements/lines', 'text/csv', '1\r\n2\r\n3')).json).toEqual({ lines: 3 });
    expect((await send('/measurements/picture', 'image/webp', Buffer.alloc(60_000))).json).toEqual({ bytes: 60_000 });
  });

  it('are refused where they are too long, unpacked too', async () => {
    const long = `[${'1,'.repeat(3 * 1024 * 1024)}1]`;
    expect((await send('/measurements', JSON_TYPE, long)).status).toBe(413);
    expect((await send('/measurements', JSON_TYPE, gzipSync(long), GZIP)).status).toBe(413);
    expect((await send('/measurements/picture', 'image/png', Buffer.alloc(64 * 1024 + 1))).status).toBe(413);
  });

  it.each([
    ['/measurements', 'text/csv', '1', {}],
    ['/measurements', 'application/json; charset=utf-16', '[1]', {}],
    ['/measurements', JSON_TYPE, '[1]', { 'content-encoding': 'br' }],
    ['/measurements/lines', 'text/csv', gzipSync('1'), GZIP],
    ['/measurements/picture', 'text/plain', '1', {}],
  ])('of another kind are 415 at %s: %s', async (path, type, body, headers) => {
    expect((await send(path, type, body, headers as Record<string, string>)).status).toBe(415);
  });

  it.each([
    ['[1', {}],
    ['{"deep":'.repeat(70) + '1' + '}'.repeat(70), {}],
    [Buffer.from([0xff]), {}],
    ['this is not packed', GZIP],
    [gzipSync(MANY).subarray(0, 500), GZIP],
    ['["no number"]', {}],
  ])('that cannot be read are 400', async (body, headers) => {
    expect((await send('/measurements', JSON_TYPE, body, headers as Record<string, string>)).json['code']).toBe('bad_request');
  });

  it('are asked for with Expect: 100-continue, as curl sends long ones', async () => {
    const { expectContinue } = await import('../../support/expect-continue.js');
    const cookie = [...visitor.cookies].map((one) => one.join('=')).join('; ');
    expect(await expectContinue(product.url, '/measurements', MANY, cookie)).toEqual([true, 200]);
  });

  it('do not widen what other routes take', async () => {
    expect((await send('/login', 'text/csv', '1')).status).toBe(415);
    expect((await send('/login', JSON_TYPE, '[1]')).status).toBe(400);
    expect((await send('/login', JSON_TYPE, JSON.stringify({ x: 'x'.repeat(40_000) }))).status).toBe(413);
  });
});

describe('@AcceptsBody', () => {
  it.each([
    { most: '5 mb' },
    { most: '0kb' },
    { most: '5m' },
    { types: [] },
    { types: ['json'] },
    { types: ['*'] },
    { files: 0 },
  ])('says at the start what is misspelt (%j)', (options) => {
    expect(() => AcceptsBody(options)).toThrow(/^@AcceptsBody: /);
  });
});
