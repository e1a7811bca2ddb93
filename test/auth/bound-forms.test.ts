import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { FORMATS, isSignedIn, linesOf, logIn, PASSWORD, register, signIn, signInOn, someone } from '../support/visitor.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const accountIn = (text: string): string[] => [...text.matchAll(/name="account" value="([^"]+)"/g)].map(([, id]) => id ?? '');

const NEW = 'a quiet lamp above seven stairs';

describe('the pages of a signed-in person', () => {
  it.each(['/', '/dashboard', '/profile', '/settings', '/settings/password', '/settings/sessions', '/confirm'])(
    'name the account in every form: %s',
    async (path) => {
      const [visitor, phone] = [product.visitor(), product.visitor()];
      await signInOn(visitor, phone);
      const { json } = await visitor.get('/session', 'json');
      const { text } = await visitor.get(path);
      const forms = text.match(/<form /g) ?? [];
      expect(accountIn(text)).toEqual(forms.map(() => json['user'].id));
      expect(forms.length).toBeGreaterThan(0);
    },
  );
});

describe.each(FORMATS)('a form of one account, sent when another is signed in by now (%s)', (format) => {
  it.each([
    ['/settings/sessions/revoke-others', {}],
    ['/settings/password', { currentPassword: PASSWORD, password: NEW, passwordConfirmation: NEW }],
    ['/confirm', { password: PASSWORD }],
  ])('%s is a 409, says who is signed in, and does nothing', async (path, fields) => {
    const [browser, phone] = [product.visitor(), product.visitor()];
    await signIn(browser);
    const { json } = await browser.get('/session', 'json');
    const second = someone();
    await register(phone, second);
    await logIn(phone, second);
    await logIn(browser, second);
    const answer = await browser.post(path, { ...fields, account: json['user'].id }, format);
    expect([answer.status, linesOf('session', answer)]).toEqual([409, []]);
    expect(answer.text).toContain(second.username);
    if (format === 'json') expect(answer.json['code']).toBe('account_changed');
    expect([await isSignedIn(browser), await isSignedIn(phone)]).toEqual([true, true]);
    expect((await logIn(product.visitor(), second)).status).toBe(200);
    // Its own form is taken.
    const { user } = (await browser.get('/session', 'json')).json;
    expect((await browser.post(path, { ...fields, account: user.id }, format)).status).toBe(format === 'html' ? 303 : 200);
  });
});

describe('an account that is no text', () => {
  const PATHS = ['/settings/sessions/revoke-others', '/settings/password', '/confirm'];
  const repeated = (id: string) => `account=${id}&account=${id}&password=${encodeURIComponent(PASSWORD)}`;

  it.each(PATHS)('is a 422 at that field of %s, and nothing is done', async (path) => {
    const [browser, phone] = [product.visitor(), product.visitor()];
    await signInOn(browser, phone);
    const { id } = (await browser.get('/session', 'json')).json['user'];
    for (const account of [[id], { id }, 1, true]) {
      const { status, json } = await browser.post(path, { account, password: PASSWORD }, 'json');
      expect([status, json['errors']]).toEqual([422, { account: [expect.stringContaining('text')] }]);
    }
    for (const accept of ['text/html', 'application/json']) {
      const headers = { accept, 'content-type': 'application/x-www-form-urlencoded' };
      expect((await browser.send(path, { method: 'POST', headers, body: repeated(id) })).status).toBe(422);
    }
    expect([await isSignedIn(browser), await isSignedIn(phone)]).toEqual([true, true]);
  });
});

describe('a form that was open when the session ended', () => {
  const referer = () => `${product.url}/settings/password?from=mail`;

  it.each(FORMATS)('leads to the login and back to the page that it stands on (%s)', async (format) => {
    const answer = await product.visitor().post('/settings/password', { password: 'x' }, format, { referer: referer() });
    expect(answer.status).toBe(format === 'html' ? 303 : 401);
    if (format === 'json') return expect(answer.json['code']).toBe('login_required');
    expect(answer.headers.get('location')).toBe('/login?next=%2Fsettings%2Fpassword%3Ffrom%3Dmail');
    expect(linesOf('flash', answer)).toHaveLength(1);
  });

  it('leads to the login alone where no page of ours is named', async () => {
    for (const [origin, site] of [
      ['http://evil.example', 'same-origin'],
      ['null', 'none'],
    ] as const) {
      const headers = { referer: `${origin}/settings`, 'sec-fetch-site': site };
      const answer = await product.visitor().post('/settings/password', {}, 'html', headers);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login']);
    }
  });
});
