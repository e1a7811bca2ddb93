import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { KEYS } from '../examples/api-key/api-key.authenticator.js';
import { ApiKeyModule } from '../examples/api-key/api-key.module.js';
import { announcedBy } from '../support/observing.js';
import { Product } from '../support/product.js';
import { FORMATS, logIn, register, someone } from '../support/visitor.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ THROTTLE_ADDRESS: '3/15m', TRUST_PROXY: '1' }, [ApiKeyModule]);
  const { json } = await register(product.visitor(), someone());
  KEYS.set(createHash('sha256').update('right').digest('hex'), json['user'].id);
});
afterAll(() => product.remove());

const program = (address: string, key: string) => product.visitor({ 'x-forwarded-for': address, authorization: `Bearer ${key}` });

describe.each(FORMATS)('wrong credentials in a header (%s)', (format) => {
  it.each(['/profile', '/auth/verify'])(
    'at %s are limited as wrong passwords of their address are, with one event each',
    async (path) => {
      const address = `2001:db8:${path.length}:${format.length + (format === 'html' ? 1 : 2)}`;
      const events = announcedBy(product);
      const seen: number[] = [];
      for (let nth = 0; nth < 5; nth += 1)
        seen.push((await program(`${address}::${nth + 1}`, `wrong${nth}`).get(path, format)).status);
      expect(seen).toEqual([401, 401, 401, 429, 429]);
      expect(events).toEqual(['login-failed', 'login-failed', 'login-failed', 'throttled', 'throttled']);
      vi.restoreAllMocks();
      const refused = await program(`${address}::9`, 'right').get(path, format);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(880);
      if (format === 'json') expect(refused.json).toMatchObject({ code: 'too_many_attempts', status: 429 });
      // Passwords are in the same count; another address is not.
      const elsewhere = product.visitor({ 'x-forwarded-for': `${address}::a` });
      expect((await logIn(elsewhere, someone())).status).toBe(429);
      expect((await program('192.0.2.9', 'right').get('/profile', format)).status).toBe(200);
      expect((await product.visitor({ 'x-forwarded-for': `${address}::b` }).get('/login', format)).status).toBe(200);
    },
  );
});
