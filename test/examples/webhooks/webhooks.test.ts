import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../../support/product.js';
import { signIn } from '../../support/visitor.js';
import { PAID, SECRET } from './payments.controller.js';
import { PaymentsModule } from './payments.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [PaymentsModule]);
});

afterAll(() => product.remove());

/** White space that a parser would lose. */
const BODY = '{ "id" : "p-1",\n "amount": 12.50 }';
const SIGNATURE = createHmac('sha256', SECRET).update(BODY).digest('hex');
const FOREIGN = { origin: 'https://pay.example', 'sec-fetch-site': 'cross-site' };

function send(signature: string | undefined, { body = BODY, path = '/webhooks/payments', headers = {} } = {}) {
  const signed: Record<string, string> = signature === undefined ? {} : { 'x-signature': signature };
  return product.visitor().send(path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...signed, ...headers },
  });
}

describe("the guide's webhook", () => {
  it.each([{}, FOREIGN])('takes what is signed over the bytes as they came, from any site (%j)', async (headers) => {
    PAID.length = 0;
    const { status, json } = await send(SIGNATURE, { headers });
    expect([status, json, PAID]).toEqual([200, { received: true }, ['p-1']]);
  });

  it.each([undefined, '', 'ab', SIGNATURE.replace(/^./, 'x'), SIGNATURE.replace(/.$/, '')])(
    'refuses what is not (%s)',
    async (signature) => {
      PAID.length = 0;
      expect([(await send(signature)).json['code'], PAID]).toEqual(['forbidden', []]);
    },
  );

  it('refuses what was changed on the way, what is too long and what is no JSON', async () => {
    expect((await send(SIGNATURE, { body: BODY.replace('12.50', '99.50') })).status).toBe(403);
    expect((await send(SIGNATURE, { body: `"${'x'.repeat(1024 * 1024)}"` })).status).toBe(413);
    expect((await send(SIGNATURE, { body: '{' })).status).toBe(400);
    expect((await send(SIGNATURE, { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  });

  it('opens no other route to other sites', async () => {
    expect((await send(SIGNATURE, { path: '/login', headers: FOREIGN })).json['code']).toBe('cross_site_request');
    expect((await send(SIGNATURE, { path: '/logout', headers: FOREIGN })).json['code']).toBe('cross_site_request');
  });
});

describe('a request of another site', () => {
  it('comes without the cookies of whoever is signed in', async () => {
    const { CrossSiteWhoModule } = await import('../../support/cross-site-routes.js');
    const other = await Product.start({}, [CrossSiteWhoModule]);
    const visitor = other.visitor();
    const { username } = await signIn(visitor);
    expect((await visitor.post('/test/who', {}, 'json')).json).toEqual({ user: username });
    expect((await visitor.post('/test/who', {}, 'json', FOREIGN)).json).toEqual({ user: null });
    await other.remove();
  });
});
