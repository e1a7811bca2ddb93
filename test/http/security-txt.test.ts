import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { FORMATS } from '../support/visitor.js';

const PATH = '/.well-known/security.txt';

describe('/.well-known/security.txt', () => {
  let product: Product;
  beforeAll(async () => {
    product = await Product.start({ SECURITY_CONTACT: 'security@example.org' });
  });
  afterAll(() => product.remove());

  it.each(FORMATS)('says where to report, for a time that is not over (%s)', async (format) => {
    const { status, headers, text, setCookies } = await product.visitor().get(PATH, format);
    expect([status, headers.get('content-type'), setCookies]).toEqual([200, 'text/plain; charset=utf-8', []]);
    const fields = Object.fromEntries(
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/: (.*)/s)),
    );
    expect(fields).toMatchObject({
      Contact: 'mailto:security@example.org',
      Canonical: `${product.settings.publicUrl.origin}${PATH}`,
    });
    const days = (Date.parse(fields['Expires'] ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(30);
    expect(days).toBeLessThan(365);
  });

  it('can only be read', async () => {
    const visitor = product.visitor();
    const options = await visitor.send(PATH, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    expect((await visitor.post(PATH)).status).toBe(405);
    const head = await visitor.send(PATH, { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
  });

  it('is not there without a contact', async () => {
    const silent = await Product.start();
    expect((await silent.visitor().get(PATH)).status).toBe(404);
    await silent.remove();
  });
});
