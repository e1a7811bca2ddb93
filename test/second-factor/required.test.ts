import { EntityManager } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unitOfWork } from '../../src/database/unit-of-work.js';
import { SecretCipher } from '../../src/second-factor/codes/secret-cipher.js';
import { codeAt, stepAt } from '../../src/second-factor/codes/totp.js';
import { LostSetUps } from '../../src/second-factor/login/lost-set-ups.service.js';
import { SetUpStep } from '../../src/second-factor/login/set-up.step.js';
import { SecondFactorSettings } from '../../src/second-factor/second-factor.settings.js';
import { SecondFactorStatusService } from '../../src/second-factor/second-factor-status.service.js';
import { User } from '../../src/users/user.entity.js';
import { Product } from '../support/product.js';
import { FORMATS, logIn, type Person, register, someone, stateOf, target, type Visitor } from '../support/visitor.js';
import { Owner, secondStep } from './factors.js';

const SET_UP = '/login/second-factor/set-up';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ REQUIRE_SECOND_FACTOR: 'admins' });
});

afterAll(() => product.remove());

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code that an app shows which has been given this secret. */
function shownBy(secret: string): string {
  const bits = Array.from(secret, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g)?.map((byte) => parseInt(byte, 2)) ?? [];
  return codeAt(Buffer.from(bytes), stepAt(Date.now()));
}

async function admin(): Promise<Person> {
  const person = someone();
  await register(product.visitor(), person);
  await unitOfWork(product.app.get(EntityManager)).nativeUpdate(User, { usernameKey: person.username }, { roles: ['admin'] });
  return person;
}

const secretOf = async (visitor: Visitor) => (await visitor.get(SET_UP, 'json')).json['secret'] as string;

describe.each(FORMATS)('whoever must have a second factor and has none (%s)', (format) => {
  const accepted = format === 'html' ? 303 : 200;

  it('sets one up before the session begins, and is at level 2 then', async () => {
    const visitor = product.visitor();
    const person = await admin();
    const begun = await logIn(visitor, person, format, { next: '/profile' });
    expect([begun.status, target(begun)]).toEqual([accepted, SET_UP]);
    expect(await stateOf(visitor)).toEqual({ authenticated: false });
    expect((await visitor.post(SET_UP, { code: '123456' }, format)).status).toBe(401);
    const secret = await secretOf(visitor);
    expect(await secretOf(visitor)).toBe(secret);
    const page = await visitor.get(SET_UP);
    expect(page.text).toContain('<svg');
    const done = await visitor.post(SET_UP, { code: shownBy(secret) }, format);
    expect(done.status).toBe(200);
    if (format === 'json') expect(done.json).toMatchObject({ redirectTo: '/profile', user: { username: person.username } });
    else expect(done.text).toContain('href="/profile"');
    const codes =
      format === 'json'
        ? (done.json['recoveryCodes'] as string[])
        : [...done.text.matchAll(/<code>([\w-]+)</g)].map(([, code = '']) => code);
    expect(codes).toHaveLength(10);
    expect(await stateOf(visitor)).toMatchObject({ authenticated: true, level: 2 });
    const again = product.visitor();
    expect(target(await logIn(again, person, format))).toBe('/login/second-factor');
    expect((await secondStep(again, codes[0] ?? '', format)).status).toBe(accepted);
  });

  it('is not let in by a secret of another login, and the cookie holds none in clear', async () => {
    const [one, other] = [product.visitor(), product.visitor()];
    const [owner, thief] = [await admin(), await admin()];
    await logIn(one, owner);
    await logIn(other, thief);
    const secret = await secretOf(one);
    await secretOf(other);
    expect((await other.post(SET_UP, { code: shownBy(secret) }, format)).status).toBe(401);
    const cookie = Buffer.from(decodeURIComponent(one.cookies.get('pending') ?? '').split('.')[0] ?? '', 'base64url').toString();
    expect(cookie).toContain('"kept"');
    expect(cookie).not.toContain(secret);
  });
});

it('nobody else is asked, nor who has one already', async () => {
  const visitor = product.visitor();
  const person = someone();
  await register(visitor, person);
  expect(target(await logIn(visitor, person))).toBe('/dashboard');
  const owner = await Owner.setUp(product, await admin());
  await owner.begin(visitor);
  expect(target(await secondStep(visitor, await owner.code()))).toBe('/dashboard');
});

it('of two logins at once one sets up, and the other does not replace it', async () => {
  const person = await admin();
  const [one, other] = [product.visitor(), product.visitor()];
  for (const visitor of [one, other]) await logIn(visitor, person);
  const [first, second] = [await secretOf(one), await secretOf(other)];
  expect((await one.post(SET_UP, { code: shownBy(first) }, 'json')).status).toBe(200);
  expect((await other.post(SET_UP, { code: shownBy(second) }, 'json')).status).not.toBe(200);
  expect(await stateOf(other)).toEqual({ authenticated: false });
});

it('a start without a key for secrets says why it stops', () => {
  const start = () =>
    new SetUpStep(Object.assign(Object.create(SecondFactorSettings.prototype) as SecondFactorSettings, { requireSecondFactor: 'admins' }), product.app.get(SecondFactorStatusService), product.app.get(LostSetUps), new SecretCipher(Object.assign(Object.create(SecondFactorSettings.prototype) as SecondFactorSettings, { encryptionKeys: [] }), { production: true, sessionSecrets: [] })); // prettier-ignore
  expect(start).toThrow(/ENCRYPTION_KEY/);
});
