import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../../support/product.js';
import { type Format, FORMATS, signIn, type Visitor } from '../../support/visitor.js';
import { ErrandsModule } from './errands.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [ErrandsModule]);
});

afterAll(() => product.remove());

/** Somebody with one errand on the list. */
async function busy(format: Format): Promise<Visitor> {
  const visitor = product.visitor();
  await signIn(visitor);
  await visitor.post('/errands', { errand: 'Buy bread' }, format);
  return visitor;
}

/** What is sent, and what the page says to it. */
const REFUSED: [errand: string, message: string][] = [
  ['Buy so much bread that nobody can carry it home', 'At most 40 characters'],
  ['Buy bread', 'That is on the list already'],
];

it.each(FORMATS)('a form beside a list adds to it (%s)', async (format) => {
  const visitor = await busy(format);
  expect((await visitor.get('/errands', 'json')).json).toMatchObject({ errands: ['Buy bread'] });
});

describe.each(REFUSED)('%j', (errand, message) => {
  it('is refused on the page with its list, and what was typed', async () => {
    const { status, text } = await (await busy('html')).post('/errands', { errand }, 'html');
    expect(status).toBe(422);
    expect([text, text, text]).toEqual(
      ['<li>Buy bread</li>', `value="${errand}"`, `<div>${message}</div>`].map((part) => expect.stringContaining(part)),
    );
  });

  it('is refused for programs as any form is', async () => {
    const { status, json } = await (await busy('json')).post('/errands', { errand }, 'json');
    expect([status, json['code'], json['errors']]).toEqual([422, 'validation_failed', { errand: [message] }]);
  });
});
