import { MikroORM } from '@mikro-orm/core';
import { describe, expect, it } from 'vitest';
import { CookieSigner } from '../../src/http/responses/cookies.js';
import { ExpirySweep } from '../../src/database/expiry-sweep.js';
import { newSelector, newValidator } from '../../src/sessions/remember-me/remember-cookie.js';
import { Series } from '../../src/sessions/remember-me/series.entity.js';
import { SeriesService } from '../../src/sessions/remember-me/series.service.js';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { User } from '../../src/users/user.entity.js';
import { announcedBy, countStoreCalls, rowsOf } from '../support/observing.js';
import { later, onTwoInstances, Product } from '../support/product.js';
import {
  type Answer,
  copyOf,
  FORMATS,
  linesOf,
  logIn,
  type Person,
  register,
  remembered,
  reopened,
  someone,
  stateOf,
  type Visitor,
} from '../support/visitor.js';

const DAY = 24 * 3_600_000;
const ATTRIBUTES = '; Path=/; HttpOnly; SameSite=Lax';

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

const unsigned = (): string => `${newSelector()}.${newValidator()}`;
const signedBy = (purpose: string, secrets: readonly string[], value = unsigned()): string =>
  encodeURIComponent(new CookieSigner(purpose, secrets).sign(value));

function browserWith(value: string, product = here): Visitor {
  const visitor = product.visitor();
  visitor.cookies.set('remember', value);
  return visitor;
}

async function changeAccount(person: Person, change: 'disable' | 'new stamp'): Promise<void> {
  const user = await here.app.get(MikroORM).em.fork().findOneOrFail(User, { usernameKey: person.username });
  const changes = here.app.get(AccountChangesService);
  await (change === 'disable' ? changes.setActive(user, false) : changes.renewSecurityStamp(user));
}

/** The cookie after its first has been spent: the browser was opened twice. */
async function rotatedOnce(visitor: Visitor): Promise<string> {
  for (let opened = 0; opened < 2; opened++) {
    visitor.cookies.delete('session');
    await visitor.get('/dashboard');
  }
  return visitor.cookies.get('remember') ?? '';
}

/** What the cookie was set with, but for its value and its end. */
const attributesOf = (line = ''): string => line.replace(/^[^;]*/, '').replace(/; (Expires|Max-Age)=[^;]+/g, '');

function isAnonymousAndCleared(visitor: Visitor, answer: Answer, format: string): void {
  expect(answer.status).toBe(format === 'html' ? 303 : 401);
  const [line, ...more] = linesOf('remember', answer);
  expect(more).toEqual([]);
  expect(line).toMatch(/^remember=; .*Expires=Thu, 01 Jan 1970/);
  expect(attributesOf(line)).toBe(ATTRIBUTES);
  expect([...visitor.cookies.keys()].filter((name) => name !== 'flash' && name !== 'device')).toEqual([]);
}

describe.each(FORMATS)('a remember-me cookie (%s)', (format) => {
  it('of garbage, or of anybody else, is left alone without a word to a store', async () => {
    const secrets = here.settings.sessionSecrets;
    const foreign = signedBy('remember-me', ['a secret of another site, thirty-two bytes']);
    const signedIn = here.visitor();
    await remembered(signedIn);
    const good = signedIn.cookies.get('remember') ?? '';
    const values = ['', 'x', '%', '%00', '%E0%A4', '.', '....', '{}', 'null', '0', 'x'.repeat(4_000), unsigned(), foreign];
    values.push(signedBy('flash', secrets), signedIn.cookies.get('session') ?? '', `${good}x`, `x${good}`, good.slice(0, -1));
    const counts = countStoreCalls(here);
    for (const value of values) {
      const answer = await browserWith(value).get('/dashboard', format);
      expect([answer.status, linesOf('remember', answer)]).toEqual([format === 'html' ? 303 : 401, []]);
    }
    expect([counts.sql(), counts.redis()]).toEqual([0, 0]);
    counts.stop();
  });

  it('that we signed and that holds no token is cleared', async () => {
    const secrets = here.settings.sessionSecrets;
    for (const value of ["' or 1=1 --", 'a.b', `${newSelector()}.`, `.${newValidator()}`]) {
      const visitor = browserWith(signedBy('remember-me', secrets, value));
      isAnonymousAndCleared(visitor, await visitor.get('/dashboard', format), format);
    }
  });

  it('counts by the first good one of several of its name: a leftover neither signs out nor raises an alarm', async () => {
    const visitor = here.visitor();
    await remembered(visitor);
    const [old, good] = [visitor.cookies.get('remember') ?? '', await rotatedOnce(visitor)];
    later(60_000);
    const dead = signedBy('remember-me', here.settings.sessionSecrets);
    const events = announcedBy(here, there);
    for (const values of [
      [dead, good],
      [old, good],
      ['x', dead, old, good],
      [good, dead, 'x'],
    ]) {
      const cookie = values.map((value) => `remember=${value}`).join('; ');
      const answer = await here.visitor().get('/dashboard', format, { cookie });
      expect(answer.status).toBe(200);
      expect(linesOf('remember', answer)).toHaveLength(1);
    }
    expect(events).toEqual(Array.from({ length: 4 }, () => 'remembered-login'));
  });

  it.each(['expired', 'revoked', 'of a disabled account', 'older than the security stamp', 'well signed, and never given out'])(
    'that is %s is cleared, whatever its own expiry says',
    async (kind) => {
      const visitor = here.visitor();
      const person = await remembered(visitor);
      if (kind === 'expired') later(14 * DAY + 1_000);
      if (kind === 'revoked')
        await here.app.get(SeriesService).revoke((await rowsOf(here, person)).map(({ selector }) => selector));
      if (kind.startsWith('of a')) await changeAccount(person, 'disable');
      if (kind.startsWith('older')) await changeAccount(person, 'new stamp');
      const value = kind.startsWith('well')
        ? signedBy('remember-me', here.settings.sessionSecrets)
        : visitor.cookies.get('remember');
      const back = browserWith(value ?? '', there);
      isAnonymousAndCleared(back, await back.get('/dashboard', format), format);
      if (kind.startsWith('of a') || kind.startsWith('older')) expect(await rowsOf(here, person)).toEqual([]);
    },
  );

  it('is forgotten by a logout, of this browser only', async () => {
    const [laptop, phone] = [here.visitor(), here.visitor()];
    const person = await remembered(laptop);
    await logIn(phone, person, 'json', { remember: true });
    const stolen = reopened(laptop, there);
    const answer = await laptop.post('/logout', {}, format);
    expect(attributesOf(linesOf('remember', answer)[0])).toBe(ATTRIBUTES);
    expect(laptop.cookies.has('remember')).toBe(false);
    isAnonymousAndCleared(stolen, await stolen.get('/dashboard', format), format);
    expect(await stateOf(reopened(phone, there))).toMatchObject({ authenticated: true, remembered: true });
    expect(await rowsOf(here, person)).toHaveLength(1);
  });

  it('is forgotten by a logout that is the first request of a reopened browser', async () => {
    const visitor = here.visitor();
    const person = await remembered(visitor);
    const back = reopened(visitor);
    const answer = await back.post('/logout', {}, format);
    expect(linesOf('session', answer).filter((line) => !line.startsWith('session=;'))).toEqual([]);
    expect([...back.cookies.keys()].filter((name) => name !== 'flash' && name !== 'device')).toEqual([]);
    expect(await rowsOf(here, person)).toEqual([]);
    expect(await stateOf(copyOf(visitor))).toEqual({ authenticated: false });
  });
});

describe('on HTTPS', () => {
  it('the cookie bears the prefix, and is cleared with the attributes that it was set with', async () => {
    const product = await Product.start({ PUBLIC_URL: 'https://gate.example', TRUST_PROXY: '1' });
    const visitor = product.visitor({ 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' });
    const person = someone();
    await register(visitor, person);
    const [set] = linesOf('__Host-remember', await logIn(visitor, person, 'json', { remember: true }));
    const [cleared] = linesOf('__Host-remember', await visitor.post('/logout'));
    expect(attributesOf(set)).toBe('; Path=/; HttpOnly; Secure; SameSite=Lax');
    expect(attributesOf(cleared)).toBe(attributesOf(set));
    await product.remove();
  });
});

describe('the sweep', () => {
  it('deletes expired rows, a bounded number at a time, and no other', async () => {
    const [visitor, second] = [here.visitor(), here.visitor()];
    const person = await remembered(visitor);
    for (let device = 0; device < 2; device++) await logIn(second, person, 'json', { remember: true });
    await logIn(here.visitor(), person, 'json', { remember: true });
    const em = here.app.get(MikroORM).em.fork();
    const rows = await rowsOf(here, person);
    expect(rows).toHaveLength(3);
    const [kept, ...old] = rows.map(({ selector }) => selector);
    await em.nativeDelete(Series, { selector: { $nin: rows.map(({ selector }) => selector) } });
    await em.nativeUpdate(Series, { selector: { $in: old } }, { expiresAt: new Date(Date.now() - 1) });
    await here.app.get(SeriesService).sweep(1);
    expect(await rowsOf(here, person)).toHaveLength(2);
    await here.app.get(ExpirySweep).sweep();
    expect((await rowsOf(here, person)).map(({ selector }) => selector)).toEqual([kept]);
  });
});
