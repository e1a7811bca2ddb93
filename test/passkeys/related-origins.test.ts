import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { FORMATS, isSignedIn } from '../support/visitor.js';
import { Authenticator } from './support/authenticator.js';
import { addPasskey, options, register } from './support/passkeys.js';

const SHOP = 'https://shop.example.org';
const APP = `android:apk-key-hash:${'A'.repeat(43)}`;

let product: Product;

beforeAll(async () => {
  product = await Product.start({ WEBAUTHN_RP_ID: 'example.org', WEBAUTHN_ORIGINS: `${SHOP},${APP}` });
});

afterAll(() => product.remove());

describe('a site with passkeys of a parent domain', () => {
  it('names that domain wherever it asks, and takes no passkey of its own host', async () => {
    const visitor = await product.signedIn();
    expect((await options(visitor, '/settings/passkeys'))['rp']).toMatchObject({ id: 'example.org' });
    await addPasskey(visitor, { rpId: 'example.org' });
    for (const [path, who] of [
      ['/login/passkey', product.visitor()],
      ['/confirm/passkey', visitor],
    ] as const)
      expect([path, (await options(who, path))['rpId']]).toEqual([path, 'example.org']);
    const own = new Authenticator({ origin: visitor.origin, rpId: 'localhost' });
    expect((await register(visitor, own)).status).toBe(422);
  });

  it.each(FORMATS)('takes passkeys at its other origins, and at no further one (%s)', async (format) => {
    const visitor = await product.signedIn();
    const origins = [visitor.origin, SHOP, APP, 'https://evil.example', 'https://shop.example.org.evil.example'];
    const statuses: number[] = [];
    for (const origin of origins) {
      const authenticator = new Authenticator({ origin, rpId: 'example.org' });
      const made = authenticator.create(await options(visitor, '/settings/passkeys'));
      const added = await visitor.post('/settings/passkeys', { response: JSON.stringify(made) }, format);
      statuses.push(added.status);
      const guest = product.visitor();
      const response = JSON.stringify(authenticator.get(await options(guest, '/login/passkey')));
      await guest.post('/login/passkey', { response }, format);
      expect([origin, await isSignedIn(guest)]).toEqual([origin, added.status < 400]);
    }
    const accepted = format === 'html' ? 303 : 201;
    expect(statuses).toEqual([accepted, accepted, accepted, 422, 422]);
  });

  it('tells browsers of its other origins, and not of apps, as JSON whatever is accepted', async () => {
    for (const accept of ['text/html', '*/*']) {
      const { headers, json } = await product.visitor().send('/.well-known/webauthn', { headers: { accept } });
      expect(headers.get('content-type')).toContain('application/json');
      expect(json).toEqual({ origins: [product.url, SHOP] });
    }
  });
});
