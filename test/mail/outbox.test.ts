import { afterAll, beforeAll, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { Greetings } from './greetings.js';
import { linkIn, mailsNowTo, mailsTo, mailTo } from './mailbox.js';

let product: Product;
beforeAll(async () => {
  product = await Product.start({}, [Greetings]);
});
afterAll(() => product.remove());

it('a mail goes out once its transaction is committed', async () => {
  const { status } = await product.visitor().post('/test-greeting', { to: 'ann@example.org', names: ['ann'] }, 'json');
  expect(status).toBe(202);
  const mail = await mailTo(product, 'ann@example.org');
  expect(mail.subject).toBe('Hello ann');
  expect(linkIn(mail).href).toBe('http://localhost/m?t=ann');
});

it('a mail never goes out whose transaction is rolled back', async () => {
  const failed = await product.visitor().post('/test-greeting', { to: 'bob@example.org', names: ['bob'], failing: true }, 'json');
  expect(failed.status).toBe(500);
  await product.visitor().post('/test-greeting', { to: 'cid@example.org', names: ['cid'] }, 'json');
  await mailsTo(product, 'cid@example.org');
  expect(await mailsNowTo(product, 'bob@example.org')).toEqual([]);
});
