import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announcedBy } from '../support/observing.js';
import { loseSession, meetBeforeHashing, Product } from '../support/product.js';
import {
  type Answer,
  type Format,
  FORMATS,
  isSignedIn,
  logIn,
  PASSWORD,
  sessionIdOf,
  signedInCopyOf,
  signIn,
  signInOn,
  type Visitor,
} from '../support/visitor.js';

const NEW = 'a quiet lamp above seven stairs';
const ENDED_BY_OWNER = 'You were logged out from another device. Please log in again.';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const change = (visitor: Visitor, fields: object = {}, format: Format = 'json'): Promise<Answer> =>
  visitor.post('/settings/password', { currentPassword: PASSWORD, password: NEW, passwordConfirmation: NEW, ...fields }, format);

const both = (password: string) => ({ password, passwordConfirmation: password });
const statusOf = async (answer: Promise<Answer>): Promise<number> => (await answer).status;

/** What is typed, and which fields it is refused at with which words. */
const REFUSED: [string, object, Record<string, RegExp[]>][] = [
  ['without the current password', { currentPassword: '' }, { currentPassword: [/enter your password/] }],
  ['with a wrong current password', { currentPassword: 'not it at all' }, { currentPassword: [/not your current password/] }],
  ['with an endless current password', { currentPassword: 'x'.repeat(1_025) }, { currentPassword: [/too long/] }],
  ['with a new password that is short', both('k4!x'), { password: [/at least 8/] }],
  [
    'with a wrong current password and a new one that is short',
    { currentPassword: 'not it at all', ...both('k4!x') },
    { currentPassword: [/not your current password/], password: [/at least 8/] },
  ],
  ['with a new password over 256 characters', both('ab'.repeat(129)), { password: [/at most 256/] }],
  ['with a control character', both('correct\u0007horse staple'), { password: [/control/] }],
  ['with a common password', both('password123'), { password: [/too common/] }],
  ['with the name of the site', both('Gatehouse'), { password: [/name of this site/] }],
  [
    'with two new passwords that differ',
    { passwordConfirmation: 'another one, longer' },
    { passwordConfirmation: [/must match/] },
  ],
  ['with the old password again', both(PASSWORD), { password: [/different from your current/] }],
  ['with nothing', { currentPassword: '', ...both('') }, { currentPassword: [/enter your password/], password: [/at least 8/] }],
];

describe.each(FORMATS)('a change of the password (%s)', (format) => {
  it.each(REFUSED)('%s is refused at that field and changes nothing', async (_case, fields, expected) => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    const answer = await change(visitor, fields, format);
    expect(answer.status).toBe(422);
    const fieldsAtFault = Object.keys(expected);
    if (format === 'json') {
      expect(answer.json['code']).toBe('validation_failed');
      expect(new Set(Object.keys(answer.json['errors']))).toEqual(new Set(fieldsAtFault));
      for (const [field, words] of Object.entries(expected)) {
        expect(answer.json['errors'][field]).toEqual(words.map((pattern) => expect.stringMatching(pattern)));
      }
    } else {
      const ids = [...answer.text.matchAll(/id="(\w+)-error"/g)].map(([, field]) => field);
      expect(new Set(ids)).toEqual(new Set(fieldsAtFault));
      expect(answer.text).not.toContain(PASSWORD);
      expect(answer.text.match(/aria-invalid="true"/g)).toHaveLength(fieldsAtFault.length);
    }
    expect(await isSignedIn(visitor)).toBe(true);
    expect(await statusOf(logIn(product.visitor(), person))).toBe(200);
  });

  it("is refused when the new one is the person's name, address or its first part, whatever the form says they are", async () => {
    const visitor = product.visitor();
    const { username, email } = await signIn(visitor);
    for (const own of [username.toUpperCase(), email, email.split('@')[0] ?? '']) {
      const answer = await change(visitor, { ...both(own), username: 'other', email: 'other@example.org' }, format);
      expect([answer.status, answer.text.includes('your username, your email address')]).toEqual([422, true]);
    }
  });

  it('ends all other devices and lets this browser go on, fresh, under a new id and a new series', async () => {
    const [here, phone, tablet] = [product.visitor(), product.visitor(), product.visitor()];
    const person = await signInOn(phone);
    await logIn(here, person, 'json', { remember: true });
    await logIn(tablet, person, 'json', { remember: true });
    const [before, asleep] = [signedInCopyOf(here), signedInCopyOf(tablet, product.url, ['remember'])];
    const events = announcedBy(product);
    const answer = await change(here, {}, format);
    expect(answer.status).toBe(format === 'html' ? 303 : 200);
    if (format === 'json') {
      const { username, email } = person;
      const user = { id: expect.any(String), username, email, emailVerified: false, createdAt: expect.any(String), roles: [] };
      expect(answer.json).toEqual({ user, redirectTo: '/settings' });
    } else expect((await here.get('/settings')).text).toContain('Your password has been changed.');
    expect(events).toEqual(['password-changed']);

    expect(sessionIdOf(here)).not.toBe(sessionIdOf(before));
    expect(here.cookies.get('remember')).not.toBe(before.cookies.get('remember'));
    expect((await here.get('/session', 'json')).json).toMatchObject({ authenticated: true, fresh: true, remembered: true });
    expect((await phone.get('/dashboard', 'json')).json['detail']).toBe(ENDED_BY_OWNER);
    await tablet.get('/dashboard');
    expect((await tablet.get('/login')).text).toContain(ENDED_BY_OWNER);
    for (const gone of [before, signedInCopyOf(before, product.url, ['remember']), asleep, phone, tablet]) {
      expect(await statusOf(gone.get('/dashboard', 'json'))).toBe(401);
    }
    expect(await statusOf(logIn(product.visitor(), person))).toBe(401);
    expect(await statusOf(logIn(product.visitor(), { ...person, password: NEW }))).toBe(200);
    await loseSession(product, here);
    expect(await statusOf(here.get('/dashboard', 'json'))).toBe(200);
  });

  it('asks a guest to log in', async () => {
    const answer = await change(product.visitor(), {}, format);
    if (format === 'json') expect([answer.status, answer.json['code']]).toEqual([401, 'login_required']);
    else expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login']);
  });

  it('is open to a session that is not fresh, because it asks for the password itself', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    await logIn(visitor, person, 'json', { remember: true });
    await loseSession(product, visitor);
    expect((await change(visitor, {}, format)).status).toBe(format === 'html' ? 303 : 200);
    expect((await visitor.get('/session', 'json')).json).toMatchObject({ fresh: true, remembered: true });
  });
});

describe('two changes at once', () => {
  it.each(['of two devices', 'of the same browser'])(
    '%s: one wins, the other meets a conflict and changes nothing',
    async (who) => {
      const here = product.visitor();
      const person = await signIn(here);
      const there = who === 'of two devices' ? product.visitor() : signedInCopyOf(here);
      if (who === 'of two devices') await logIn(there, person);
      const events = announcedBy(product);
      const wanted = [NEW, 'seven other stairs and a lamp'];
      meetBeforeHashing(product, 2);
      const answers = await Promise.all([change(here, both(NEW)), change(there, both(wanted[1] ?? ''))]);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
      expect(answers.find(({ status }) => status === 409)?.json['code']).toBe('conflict');
      expect(events).toEqual(['password-changed']);
      const won = answers.findIndex(({ status }) => status === 200);
      const logins = await Promise.all(wanted.map((password) => statusOf(logIn(product.visitor(), { ...person, password }))));
      expect(logins).toEqual(won === 0 ? [200, 401] : [401, 200]);
      expect(await isSignedIn([here, there][won] ?? here)).toBe(true);
      expect(await isSignedIn([there, here][won] ?? there)).toBe(false);
    },
  );
});

describe('/.well-known/change-password', () => {
  it.each(['text/html', '*/*'])('leads everybody who accepts %s to the page', async (accept) => {
    for (const path of ['/.well-known/change-password', '/.well-known/Change-Password/']) {
      const answer = await product.visitor().get(path, 'html', { accept });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/settings/password']);
    }
  });
});
