import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { FORMATS, register, someone } from '../support/visitor.js';
import { expectErrorsInHtml, inputOf, TEXTS } from '../http/shown-errors.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ HASH_QUEUE: '64' });
});

afterAll(() => product.remove());

const logIn = async (identifier: string, password: string) =>
  (await product.visitor().post('/login', { identifier, password }, 'json')).status;

async function newAccount(fields: { username?: string; email?: string; password?: string }) {
  const person = { ...someone(), ...fields };
  expect((await register(product.visitor(), person)).status).toBe(201);
  return person;
}

describe('a password', () => {
  const COMPOSED = 'caf\u00e9 \u1ec7 \ud55c\uae00 na\u00efve';

  it('is the same in either normal form', async () => {
    for (const form of ['NFC', 'NFD'] as const) {
      const { username } = await newAccount({ password: COMPOSED.normalize(form) });
      for (const typed of ['NFC', 'NFD'] as const) expect(await logIn(username, COMPOSED.normalize(typed))).toBe(200);
    }
    const fields = { ...someone(), password: COMPOSED, passwordConfirmation: COMPOSED.normalize('NFD') };
    expect((await product.visitor().post('/register', fields, 'json')).status).toBe(201);
  });

  it('is changed by nothing else: case, compatibility forms, white space', async () => {
    const { username } = await newAccount({ password: '\ufb01ne Wine \u212b  x ' });
    const others = ['fine Wine \u212b  x ', '\ufb01ne wine \u212b  x ', '\ufb01ne Wine \u212b x ', '\ufb01ne Wine \u212b  x', '\ufb01ne Wine \u212b\u00a0 x ']; // prettier-ignore
    for (const other of others) expect([other, await logIn(username, other)]).toEqual([other, 401]);
    // ANGSTROM SIGN and A WITH RING are one character in NFC.
    expect(await logIn(username, '\ufb01ne Wine \u00c5  x ')).toBe(200);
  });

  it('counts to its last byte, beyond bcrypt\u2019s 72 and any NUL', async () => {
    const bases = [...[71, 72, 127, 254].map((length) => 'x'.repeat(length)), '\u20ac'.repeat(24), '\u{1f600}'.repeat(18)];
    for (const base of bases) {
      const { username } = await newAccount({ password: `${base}a` });
      const others = [base, `${base}b`, `${base}aa`, `${base}a\u0000`, `${base}\u0000a`, `\u0000${base}a`, `${base}a `];
      for (const other of others) expect([other.length, await logIn(username, other)]).toEqual([other.length, 401]);
      expect(await logIn(username, `${base}a`)).toBe(200);
    }
  });

  it('may be so long, and no longer, at the login, as may an identifier; sign-up rules do not apply', async () => {
    const tried = [['x', 'y'], ['x'.repeat(254), 'y'.repeat(1_024)], ['!', ' '], [`a@${'b'.repeat(252)}`, '\u0007']] as const; // prettier-ignore
    for (const [identifier, password] of tried) expect(await logIn(identifier, password)).toBe(401);
    const bad = [['', 'y', 'identifier'], ['x', '', 'password'], [' \t\n ', 'y', 'identifier'], ['x'.repeat(255), 'y', 'identifier'], ['x', 'y'.repeat(1_025), 'password']] as const; // prettier-ignore
    for (const [identifier, password, field] of bad) {
      const fields = { identifier, password };
      const json = await product.visitor().post('/login', fields, 'json');
      expect([json.status, Object.keys(json.json['errors']), json.json['errors'][field].length]).toEqual([422, [field], 1]);
      expectErrorsInHtml(await product.visitor().post('/login', fields), fields, json.json['errors']);
    }
  });
});

describe('an identifier', () => {
  it('is a name or an address in any case of A to Z, without outer white space', async () => {
    const { username, email, password } = await newAccount({ username: 'Kiosk.One', email: 'Kiosk.Two@Sky.example' });
    const right = [username, username.toUpperCase(), username.toLowerCase(), ` \t${username}\r\n\f`, email, email.toUpperCase(), ` ${email} `, `\u00a0${username}`, `${username}\u200b`]; // prettier-ignore
    for (const identifier of right) expect([identifier, await logIn(identifier, password)]).toEqual([identifier, 200]);
    const kelvin = (text: string) => text.replace(/k/gi, '\u212a');
    const wide = (text: string) => text.replace(/k/gi, '\uff2b');
    const wrong = [kelvin(username), kelvin(email), wide(username), wide(email), username.replace('i', '\u0131'), username.replace('i', '\u0130'), username.replace(/s/, '\u017f'), email.replace(/s/, '\u017f'), `${username}\u2003`, `${username}\u0000`, `${username}\u0301`, `${username}%`, `${username.slice(0, -1)}_`, '%', '_'.repeat(username.length), `${email},x@example.org`, `"${email}"`, username.replace('o', '\u00f6')]; // prettier-ignore
    for (const identifier of wrong) expect([identifier, await logIn(identifier, password)]).toEqual([identifier, 401]);
  });

  it('that is a name cannot be taken again in other letters', async () => {
    const { username, email } = await newAccount({ username: 'keks' });
    const second = [['username', 'KEKS', TEXTS.NAME_TAKEN], ['username', username.replace('k', '\u212a'), TEXTS.CHARACTERS], ['email', email.toUpperCase(), TEXTS.EMAIL_TAKEN], ['email', email.replace('p', '\u03c1'), TEXTS.EMAIL]] as const; // prettier-ignore
    for (const [field, value, message] of second) {
      const fields = { ...someone(), [field]: value };
      expect((await register(product.visitor(), fields)).json['errors']).toEqual({ [field]: [message] });
    }
  });

  it.each(FORMATS)('that is wrong is told in the same words as a wrong password, and kept without it (%s)', async (format) => {
    const { username, email } = await newAccount({});
    for (const identifier of [username, email, 'nobody.here', 'nobody@example.org', '<b>"&']) {
      const fields = { identifier, password: 'SeCrEt wrong one', next: '/profile' };
      const answer = await product.visitor().post('/login', fields, format);
      expect([identifier, answer.status, answer.setCookies]).toEqual([identifier, 401, []]);
      expect(answer.text).not.toContain('SeCrEt');
      if (format === 'json') {
        expect(answer.json).toMatchObject({ code: 'invalid_credentials', detail: 'Invalid username or password.' });
        expect(answer.json['errors']).toBeUndefined();
      } else {
        expect(answer.text).toMatch(/role="alert"[^>]*><p[^>]*>Invalid username or password\./);
        expect(inputOf(answer.text, 'identifier')).toContain(`value="${identifier.replace('&', '&amp;').replace('<', '&lt;').replace('"', '&quot;')}"`); // prettier-ignore
        expect(inputOf(answer.text, 'next')).toContain('value="/profile"');
      }
    }
  });
});

describe('20 sign-ups at once', () => {
  it.each(FORMATS)('of one name, and of one address: one succeeds, the others are told at the field (%s)', async (format) => {
    const shares = [['username', TEXTS.NAME_TAKEN], ['email', TEXTS.EMAIL_TAKEN]] as const; // prettier-ignore
    for (const [field, message] of shares) {
      const { [field]: shared } = someone();
      const spelling = (index: number) => (index % 2 ? shared : shared.toUpperCase());
      const people = Array.from({ length: 20 }, (_, index) => ({ ...someone(), [field]: spelling(index) }));
      const answers = await Promise.all(people.map((person) => register(product.visitor(), person, format)));
      const count = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
      expect([count(format === 'html' ? 303 : 201), count(422)]).toEqual([1, 19]);
      for (const { json, text } of answers.filter(({ status }) => status === 422)) {
        if (format === 'json') expect(json['errors']).toEqual({ [field]: [message] });
        else expect(text).toMatch(new RegExp(`id="${field}-error"[^>]*>.{0,10}${message}`));
      }
    }
  });
});
