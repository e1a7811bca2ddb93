import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../../support/product.js';
import { FORMATS, signIn } from '../../support/visitor.js';
import { MESSAGES } from './guestbook.controller.js';
import { GuestbookModule } from './guestbook.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [GuestbookModule]);
});

afterAll(() => product.remove());

describe("the guide's form", () => {
  it.each(FORMATS)('is refused with its messages, and shown again as it was (%s)', async (format) => {
    const visitor = product.visitor();
    await signIn(visitor);
    const empty = await visitor.post('/guestbook', { message: '   ' }, format);
    expect([empty.status, empty.text.includes('Please write something')]).toEqual([422, true]);
    const long = await visitor.post('/guestbook', { message: 'x'.repeat(201) }, format);
    expect([long.status, long.text.includes('At most 200 characters')]).toEqual([422, true]);
    expect(MESSAGES).toEqual([]);
  });

  it('keeps what was typed on the page', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    expect((await visitor.post('/guestbook', { message: `kept ${'x'.repeat(200)}` })).text).toContain('value="kept xxx');
  });

  it('sends a browser on, and answers a program with its data', async () => {
    const visitor = product.visitor();
    const { username } = await signIn(visitor);
    const sent = await visitor.post('/guestbook', { message: ' Hello ' });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/dashboard']);
    const answered = await visitor.post('/guestbook', { message: 'Again' }, 'json');
    expect([answered.status, answered.json]).toEqual([200, { message: 'Again', redirectTo: '/dashboard' }]);
    expect(MESSAGES).toEqual([
      { username, message: 'Hello' },
      { username, message: 'Again' },
    ]);
  });

  it('is closed to guests and to other sites', async () => {
    expect((await product.visitor().post('/guestbook', { message: 'Hi' }, 'json')).json['code']).toBe('login_required');
    const visitor = product.visitor({ 'sec-fetch-site': 'cross-site' });
    expect((await visitor.post('/guestbook', { message: 'Hi' }, 'json')).json['code']).toBe('cross_site_request');
  });
});
