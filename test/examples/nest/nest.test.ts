import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../../support/product.js';
import { signIn, type Visitor } from '../../support/visitor.js';
import { PricesModule } from './prices.module.js';

let product: Product;
let visitor: Visitor;

beforeAll(async () => {
  product = await Product.start({}, [PricesModule]);
  visitor = product.visitor();
  await signIn(visitor);
});

afterAll(() => product.remove());

describe("the guide's controller", () => {
  it('answers under its version, and the pages of the product where they were', async () => {
    expect((await visitor.get('/v2/prices/1', 'json')).json).toEqual({ id: 1, cents: 250 });
    expect((await visitor.get('/prices/1', 'json')).status).toBe(404);
    expect((await visitor.get('/dashboard', 'json')).status).toBe(200);
  });

  it('is closed to guests', async () => {
    expect((await product.visitor().get('/v2/prices/1', 'json')).json['code']).toBe('login_required');
  });

  it('answers with 201, a text of its type, and refusals in its own words', async () => {
    expect((await visitor.post('/v2/prices/2', { cents: 300 }, 'json')).status).toBe(201);
    const list = await visitor.get('/v2/prices');
    expect([list.headers.get('content-type'), list.text]).toEqual(['text/csv; charset=utf-8', '1,250\n2,300\n']);
    const missing = await visitor.get('/v2/prices/9', 'json');
    expect([missing.status, missing.json['detail']]).toEqual([404, 'Nothing is sold under this number.']);
    expect((await visitor.get('/v2/prices/9')).text).toContain('<p>Nothing is sold under this number.</p>');
    const taken = await visitor.post('/v2/prices/1', { cents: 1 }, 'json');
    expect([taken.status, taken.json]).toEqual([409, { reason: 'taken', cents: 250 }]);
    const wrong = await visitor.post('/v2/prices/3', { cents: -1 }, 'json');
    expect([wrong.status, wrong.json['message']]).toEqual([400, ['cents must be a positive number']]);
  });
});
