import { sign } from 'cookie-signature';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CookieSigner } from '../../src/http/responses/cookies.js';
import { newSelector, newValidator } from '../../src/sessions/remember-me/remember-cookie.js';
import { newSessionId } from '../../src/sessions/record/session-id.js';
import { Product } from '../support/product.js';
import { FORMATS, logIn, remembered, reopened, signInOn } from '../support/visitor.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const secret = () => product.settings.sessionSecrets[0] ?? '';
const signedId = (id: string) => encodeURIComponent(`s:${sign(id, secret())}`);

/** Session cookies that are no good: of a neighbour, forged, and of a session of ours that is over. */
const bad = (): [string, string][] => [
  ['a neighbour', '.eJwrSU0uUbJSKk4tLkvNU9JRKi5JzEtXqgUAZnkIJg.abc.def'],
  ['a forger', 's%3Aaaaaaaaaaaaaaaaa.bbb.ccc'],
  ['ours, and dead', signedId(newSessionId('aaaaaaaaaaaaaaaa'))],
  ['ours, and no id', signedId('anonymous')],
];

describe.each(FORMATS)('of several session cookies (%s)', (format) => {
  it('the first valid one counts, before or after those that are not, and none is touched', async () => {
    const visitor = product.visitor();
    await signInOn(visitor);
    const live = visitor.cookies.get('session') ?? '';
    for (const [kind, value] of bad()) {
      for (const values of [
        [value, live],
        [live, value],
        [value, value, live],
      ]) {
        const cookie = values.map((one) => `session=${one}`).join('; ');
        for (const path of ['/dashboard', '/session', '/auth/verify']) {
          const answer = await product.visitor().get(path, format, { cookie });
          expect([kind, path, answer.status, answer.setCookies]).toEqual([kind, path, path === '/auth/verify' ? 204 : 200, []]);
          if (path === '/session') expect(answer.json['authenticated']).toBe(true);
        }
      }
    }
  });

  it('a form acts on the valid one', async () => {
    for (const [kind, value] of bad()) {
      const visitor = product.visitor();
      const person = await signInOn(visitor);
      const headers = { cookie: `session=${value}; session=${String(visitor.cookies.get('session'))}` };
      const confirmed = await product.visitor().post('/confirm', { password: person.password }, format, headers);
      expect([kind, confirmed.status]).toEqual([kind, format === 'html' ? 303 : 200]);
      await logIn(visitor, person);
      const both = { cookie: `session=${value}; session=${String(visitor.cookies.get('session'))}` };
      expect((await product.visitor().post('/logout', {}, format, both)).status).toBe(format === 'html' ? 303 : 204);
      expect((await visitor.get('/session', 'json')).json).toEqual({ authenticated: false });
    }
  });

  it('none is cleared that we never signed, and what we signed and is dead is', async () => {
    for (const [kind, value] of bad()) {
      const answer = await product.visitor().get('/dashboard', format, { cookie: `session=${value}` });
      const cleared = answer.setCookies.filter((line) => line.startsWith('session=;'));
      expect([kind, answer.status, cleared.length]).toEqual([
        kind,
        format === 'html' ? 303 : 401,
        kind.startsWith('ours') ? 1 : 0,
      ]);
    }
  });
});

describe('of several cookies of another name', () => {
  it('the first flash that we signed is shown', async () => {
    const visitor = product.visitor();
    await visitor.get('/dashboard');
    const cookie = `flash=W10.x; flash=${String(visitor.cookies.get('flash'))}`;
    const { text, setCookies } = await product.visitor().get('/login', 'html', { cookie });
    expect(text).toContain('Please log in to access this page.');
    expect(setCookies).toHaveLength(1);
    expect((await product.visitor().get('/login', 'html', { cookie: 'flash=W10.x' })).setCookies).toEqual([]);
  });

  it('the first remember-me token that we signed signs in', async () => {
    const visitor = product.visitor();
    await remembered(visitor);
    const good = reopened(visitor).cookies.get('remember') ?? '';
    const foreign = new CookieSigner('remember-me', ['a secret of another site, thirty-two bytes']);
    for (const other of ['x', encodeURIComponent(foreign.sign(`${newSelector()}.${newValidator()}`))]) {
      const cookie = `remember=${other}; remember=${good}`;
      const answer = await product.visitor().get('/session', 'json', { cookie });
      expect(answer.json).toMatchObject({ authenticated: true, remembered: true });
      visitor.cookies.delete('session');
    }
  });

  it('a device of ours is known beside a foreign one', async () => {
    const visitor = product.visitor();
    const person = await signInOn(visitor);
    const cookie = `device=x.y; device=${String(visitor.cookies.get('device'))}`;
    const fields = { identifier: person.username, password: person.password };
    const answer = await product.visitor().post('/login', fields, 'json', { cookie });
    const idOf = (value = '') => JSON.parse(Buffer.from(value.split('.')[0] ?? '', 'base64url').toString())[0][1];
    const set = answer.setCookies.find((line) => line.startsWith('device='))?.slice('device='.length);
    expect(idOf(set)).toBe(idOf(visitor.cookies.get('device')));
  });
});
