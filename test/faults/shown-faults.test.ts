import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourcePlace } from '../../src/faults/source-place.js';
import { type Environment, freshStorage, onServers, Product } from '../support/product.js';
import { startProcess } from '../support/servers/index.js';
import { FORMATS, Visitor } from '../support/visitor.js';
import { FaultyModule } from './faulty.controller.js';

const PLANTED = {
  password: 'seven lanterns over still water',
  cookie: 'a-cookie-that-nobody-else-has',
  credential: 'a-credential-of-a-program',
  ofAnAddress: 'river-stones',
  inAQuery: 'paper-boats',
};

/** What only a developer may see of `GET /faulty`. */
const TOLD = [
  'TypeError: the lamp',
  'RangeError: no oil',
  'test/faults/faulty.controller.ts:',
  'throw new TypeError',
  'accept-language',
];

const PRODUCTION = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'http://localhost',
  BCRYPT_COST: '10',
  SESSION_SECRET: 'the secret of one test that is long enough',
};

/** Production has no embedded stores. */
const QUIET: [string, Environment][] = [
  ['in a test', { NODE_ENV: 'test' }],
  ['in development, for somebody who is far away', { NODE_ENV: 'development', TRUST_PROXY: '1' }],
  ['in development, for somebody behind a proxy that nobody trusts', { NODE_ENV: 'development' }],
  ...(onServers ? [['in production', PRODUCTION] as [string, Environment]] : []),
];

const unescaped = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

describe.each(FORMATS)('a fault (%s)', (format) => {
  let product: Product;
  let visitor: Visitor;

  describe('in development', () => {
    beforeAll(async () => {
      product = await Product.start({ NODE_ENV: 'development' }, [FaultyModule]);
      visitor = product.visitor({ 'accept-language': 'de' });
    });
    afterAll(() => product.remove());

    it('shows its message, its cause, the line and what was asked', async () => {
      const answer = await visitor.get('/faulty?color=vermilion', format);
      const text = unescaped(answer.text);
      expect(answer.status).toBe(500);
      expect(TOLD.filter((word) => !text.includes(word))).toEqual([]);
      expect(text).toContain(answer.headers.get('x-request-id'));
      expect(text).toMatch(/\/faulty\b(?!\?)/);
      expect(text).toContain('color');
      expect(text).not.toContain('vermilion');
    });

    it('shows five lines before the one that threw and five after it, with their numbers', async () => {
      const text = unescaped((await visitor.get('/faulty', format)).text);
      const line = Number(/faulty\.controller\.ts:(\d+):\d+/.exec(text)?.[1]);
      expect(text).toMatch(new RegExp(`>\\s+${line} \\|\\s+throw new TypeError`));
      const numbers = [...text.matchAll(/[> ] +(\d+) \|/g)].map(([, number]) => Number(number));
      expect(numbers).toEqual(Array.from({ length: 11 }, (_, index) => line - 5 + index));
    });

    it('shows no password, cookie, credential or password of an address', async () => {
      visitor.cookies.set('team', PLANTED.cookie);
      const fields = { password: PLANTED.password, address: `redis://ada:${PLANTED.ofAnAddress}@db.example.org` };
      const referer = `${product.url}/faulty?ticket=${PLANTED.inAQuery}`;
      const headers = { authorization: `Bearer ${PLANTED.credential}`, 'x-api-key': PLANTED.credential, referer };
      const { text } = await visitor.post('/faulty', fields, format, headers);
      expect(text).toContain('cannot do anything with [hidden] at redis://[hidden]@db.example.org');
      expect(text).toMatch(/password, address|"password","address"/);
      expect(Object.values(PLANTED).filter((secret) => text.includes(secret))).toEqual([]);
    });

    it('shows the handler where it has returned a promise whose stack does not name it', async () => {
      const { text } = await visitor.get('/faulty/unawaited', format);
      expect(text).toMatch(/test\/faults\/faulty\.controller\.ts:\d+:\d+/);
    });

    it('is told apart from what is no error', async () => {
      const { text } = await visitor.get('/faulty/text', format);
      expect(text).toContain('a string was thrown, which is no Error');
    });
  });

  describe.each(QUIET)('%s', (_mode, env) => {
    it('shows its request id and nothing else', async () => {
      const started = await Product.start(env, [FaultyModule]);
      const answer = await started.visitor({ 'accept-language': 'de', 'x-forwarded-for': '203.0.113.9' }).get('/faulty', format);
      await started.remove();
      expect(answer.status).toBe(500);
      expect(answer.text).toContain(answer.headers.get('x-request-id'));
      expect([...TOLD, 'lamp', 'faulty'].filter((word) => answer.text.includes(word))).toEqual([]);
    });
  });
});

it('the page of a fault shows no markup of a message and runs nothing', async () => {
  const product = await Product.start({ NODE_ENV: 'development' }, [FaultyModule]);
  const answer = await product.visitor().get('/faulty');
  await product.remove();
  expect(answer.text).toContain('&lt;b>is out');
  expect(answer.text).not.toMatch(/<script|<style| style="|<b>is out/);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
});

it('a function is found in the source of what was built', async () => {
  const script = `const { functionPlace } = await import('./dist/src/faults/function-place.js');
    const { makeDataDir } = await import('./dist/src/config/data-dir.js');
    console.log(JSON.stringify(functionPlace(makeDataDir)));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  const { file, line, text } = JSON.parse(stdout) as SourcePlace;
  expect(file).toBe('src/config/data-dir.ts');
  expect(text.split('\n')[line - 1]).toContain('export function makeDataDir(');
});

it('the built product names the line of its source', async () => {
  const storage = await freshStorage();
  const product = await startProcess({ ...storage.env, PUBLIC_URL: 'https://gate.example.org' });
  const { json } = await new Visitor(product.url).get('/', 'json', { 'x-forwarded-proto': 'https' });
  await product.stop();
  await storage.remove();
  expect(json).toMatchObject({
    source: expect.stringMatching(/^src\/http\/safety\/https-only\.ts:\d+:\d+$/),
    frame: expect.arrayContaining([expect.stringMatching(/^> \d+ \|\s+throw new Problem\('internal_error'/)]),
  });
});
