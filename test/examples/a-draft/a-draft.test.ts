import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loseSession, Product } from '../../support/product.js';
import { logIn, signIn } from '../../support/visitor.js';
import { LETTERS } from './letters.controller.js';
import { LettersModule } from './letters.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [LettersModule]);
});

afterAll(() => product.remove());

describe("the guide's form", () => {
  it('has its texts again after the login when the session had ended, and is sent then', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    const [, account = ''] = /name="account" value="([^"]+)"/.exec((await visitor.get('/letters/new')).text) ?? [];
    await loseSession(product, visitor);
    const letter = { title: 'Dear friend', text: 'First line\r\n<b>second</b> "line"' };
    const referer = `${product.url}/letters/new`;
    const refused = await visitor.post('/letters/new', { ...letter, account }, 'html', { referer });
    expect([refused.status, refused.headers.get('location')]).toEqual([303, '/login?next=%2Fletters%2Fnew']);
    const entered = await logIn(visitor, person, 'html', { next: '/letters/new' });
    expect(entered.headers.get('location')).toBe('/letters/new');
    const shown = await visitor.get('/letters/new');
    expect(shown.text).toContain('value="Dear friend"');
    expect(shown.text.replaceAll('&#13;', '\r')).toContain('>First line\r\n&lt;b>second&lt;/b> &quot;line&quot;</textarea>');
    expect(LETTERS).toEqual([]);
    expect((await visitor.post('/letters/new', { ...letter, account })).status).toBe(303);
    expect(LETTERS).toEqual([letter]);
  });
});
