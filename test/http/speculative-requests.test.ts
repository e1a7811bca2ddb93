import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countStoreCalls } from '../support/observing.js';
import { Product } from '../support/product.js';
import { FORMATS, remembered, reopened } from '../support/visitor.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

describe.each(FORMATS)('a request that a browser makes in case (%s)', (format) => {
  it.each(['prefetch', 'prefetch;prerender', 'prefetch;anonymous-client-ip'])(
    '(%s) is a 503 that changes nothing',
    async (purpose) => {
      const visitor = product.visitor();
      await remembered(visitor);
      const back = reopened(visitor);
      await product.visitor().get('/dashboard');
      const calls = countStoreCalls(product);
      for (const path of ['/login', '/dashboard', '/settings/sessions', '/session', '/nowhere']) {
        const answer = await back.get(path, format, { 'sec-purpose': purpose });
        expect([path, answer.status, answer.setCookies, answer.text]).toEqual([path, 503, [], '']);
      }
      expect([calls.redis(), calls.sql()]).toEqual([0, 0]);
      calls.stop();
    },
  );

  it('does not use up the flash message', async () => {
    const guest = product.visitor();
    await guest.get('/dashboard');
    expect((await guest.get('/login', format, { 'sec-purpose': 'prefetch' })).status).toBe(503);
    expect((await guest.get('/login')).text).toContain('Please log in to access this page.');
  });
});

it('is served static files', async () => {
  const path = /href="([^"]+\.css)"/.exec((await product.visitor().get('/')).text)?.[1] ?? '';
  expect((await product.visitor().get(path, 'html', { 'sec-purpose': 'prefetch' })).status).toBe(200);
});
