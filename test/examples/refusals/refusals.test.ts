import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../../support/product.js';
import { signIn } from '../../support/visitor.js';
import { ShopModule } from './shop.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [ShopModule]);
});

afterAll(() => product.remove());

describe("the guide's refusal", () => {
  it('is an answer of the product, in both formats', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    expect((await visitor.get('/vouchers/spring', 'json')).json).toEqual({ code: 'spring', percent: 10 });
    const refused = await visitor.get('/vouchers/autumn', 'json');
    expect([refused.status, refused.json['code']]).toEqual([404, 'not_found']);
    const page = await visitor.get('/vouchers/autumn');
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  });
});

describe("the guide's filter", () => {
  it('sends guests of the shop elsewhere', async () => {
    const answer = await product.visitor().get('/vouchers/spring');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  });

  it('leaves every other refusal to the product', async () => {
    expect((await product.visitor().get('/profile')).headers.get('location')).toBe('/login?next=%2Fprofile');
    expect((await product.visitor().get('/profile', 'json')).json['code']).toBe('login_required');
    expect((await product.visitor().post('/settings/password', {}, 'json')).status).toBe(401);
  });
});
