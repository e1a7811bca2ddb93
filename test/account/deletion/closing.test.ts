import { Global, Injectable, Module } from '@nestjs/common';
import type { Request } from 'express';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Notices } from '../../../src/notices/notices.service.js';
import { RedisPort } from '../../../src/redis/redis-port.js';
import { RequestAuthenticator } from '../../../src/sessions/authentication/request-authenticator.js';
import { announcedBy, rowsOf } from '../../support/observing.js';
import { AskedSteps, later, onTwoInstances, Product } from '../../support/product.js';
import {
  type Answer,
  type Format,
  FORMATS,
  isSignedIn,
  logIn,
  pass,
  register,
  remembered,
  reopened,
  signIn,
  signInOn,
  someone,
  target,
} from '../../support/visitor.js';
import { close, end, stored, sweep } from './ending.js';

const DAY = 86_400_000;
const CLOSED = 'Your account is closed and will be deleted. If you want to keep it, log in before that.';
const BACK = 'Your account is yours again. It will not be deleted.';

let here: Product;
let there: Product;
onTwoInstances((one, other) => ([here, there] = [one, other]));

const ACCEPTED: Record<Format, number> = { html: 303, json: 202 };
const SIGNED_IN: Record<Format, number> = { html: 303, json: 200 };

describe.each(FORMATS)('the end of an account (%s)', (format) => {
  it('is told on a page: what happens, when, and that a login brings it back', async () => {
    const visitor = here.visitor();
    const { username } = await signIn(visitor);
    const { status, text, json } = await visitor.get('/settings/delete', format);
    expect(status).toBe(200);
    const day = new Date(Date.now() + 14 * DAY).toISOString().slice(0, 10);
    const words = {
      html: [`On ${day} at`, 'Until then you bring it back by logging in', `Type ${username} to confirm`],
      json: [day],
    };
    for (const word of words[format]) expect(text).toContain(word);
    expect(json['user']?.username).toBe(format === 'json' ? username : undefined);
    expect((await visitor.get('/settings')).text).toContain('href="/settings/delete"');
  });

  it.each(['', 'somebody-else', 'somebody'])(
    'is refused at the field when "%s" is typed, and nothing is closed',
    async (typed) => {
      const visitor = here.visitor();
      const person = await signIn(visitor);
      const answer = await end(visitor, { username: typed }, format);
      expect(answer.status).toBe(422);
      if (format === 'json') expect(answer.json['errors']).toEqual({ username: ['Please type your own username'] });
      else expect(answer.text).toMatch(/id="username-error".*Please type your own username/s);
      expect([await isSignedIn(visitor), (await stored(here, person))?.deleteAt]).toEqual([true, null]);
      if (format === 'html') expect(answer.text).toContain('Until then you bring it back');
    },
  );

  it('closes it now: signed out on every device, which are told why, and the deed is announced and noticed', async () => {
    const [desk, phone, tablet] = [here.visitor(), there.visitor(), here.visitor()];
    const person = await signInOn(desk, phone);
    await logIn(tablet, person, 'json', { remember: true });
    const events = announcedBy(here, there);
    const notice = vi.spyOn(here.app.get(Notices), 'put');
    const answer = await end(desk, { username: ` ${person.username.toUpperCase()} ` }, format);
    expect(answer.status).toBe(ACCEPTED[format]);
    const { deleteAt } = (await stored(here, person)) ?? expect.fail('the account is gone');
    expect(Number(deleteAt)).toBeGreaterThan(Date.now() + 14 * DAY - 60_000);
    if (format === 'json') expect(answer.json).toEqual({ deleteAt: deleteAt?.toISOString() });
    else expect([target(answer), (await desk.get('/login')).text.includes(CLOSED)]).toEqual(['/login', true]);
    expect([...desk.cookies.keys()]).toEqual(['device']);
    expect(events).toEqual(['deletion-requested']);
    expect(notice.mock.calls.map(([, user, name, , values]) => [user.email, name, values])).toEqual([
      [person.email, 'deletionRequested', { date: deleteAt?.toISOString().replace(/T(\d\d:\d\d).*/, ' $1 UTC') }],
    ]);
    expect((await phone.get('/dashboard', 'json')).json['detail']).toBe(CLOSED);
    expect(await rowsOf(here, person)).toEqual([]);
    expect((await reopened(tablet, there).get('/dashboard', 'json')).status).toBe(401);
  });

  it('asks for a login, and for a fresh one', async () => {
    const [guest, visitor] = [here.visitor(), here.visitor()];
    const person = await signIn(visitor);
    later(16 * 60_000);
    const answers = [await end(guest, person, format), await end(visitor, person, format)];
    const places = { html: ['/login', '/confirm?next=%2Fsettings%2Fdelete'], json: [undefined, undefined] };
    expect(answers.map(target)).toEqual(places[format]);
    expect(answers.map(({ status }) => status)).toEqual(format === 'html' ? [303, 303] : [401, 403]);
    expect((await stored(here, person))?.deleteAt).toBeNull();
  });

  it('has the same outcome for whoever sends the form again, after it or beside it, and happens once', async () => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    const lost = visitor.copy(there.url);
    const events = announcedBy(here, there);
    const outcome = ({ status, json, headers }: Answer) => [status, json, headers.get('location')];
    const [first, beside] = await Promise.all([end(visitor, person, format), end(visitor.copy(there.url), person, format)]);
    expect(first.status).toBe(ACCEPTED[format]);
    expect(outcome(beside)).toEqual(outcome(first));
    expect(outcome(await end(lost, person, format))).toEqual(outcome(first));
    if (format === 'html') {
      const page = (await lost.get('/login')).text;
      expect([page.includes(CLOSED), page.includes('Please log in to access this page.')]).toEqual([true, false]);
    }
    expect(events).toEqual(['deletion-requested']);
  });

  it('is taken back by a login until then, which says so, also once more when its answer got lost', async () => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    await close(visitor, person);
    expect((await logIn(there.visitor(), { ...person, password: 'not this one' })).status).toBe(401);
    expect((await stored(here, person))?.deleteAt).not.toBeNull();
    const events = announcedBy(here, there);
    for (const again of [there.visitor(), here.visitor()]) {
      const answer = await logIn(again, person, format);
      expect(answer.status).toBe(SIGNED_IN[format]);
      if (format === 'json') expect(answer.json).toMatchObject({ deletionCancelled: true, user: { username: person.username } });
      else expect((await again.get('/dashboard')).text).toContain(BACK);
      expect(await isSignedIn(again)).toBe(true);
    }
    expect(events).toEqual(['deletion-cancelled', 'logged-in', 'logged-in']);
    const account = (await stored(there, person)) ?? expect.fail('the account is gone');
    expect(account.deleteAt).toBeNull();
    later(15 * DAY);
    await sweep(here);
    expect(await stored(here, person)).not.toBeNull();
    // Redis does not go by the clock of this process.
    await here.app.get(RedisPort).claims.release(account.hashTag, 'deletion-cancelled');
    expect((await logIn(here.visitor(), person)).json).not.toHaveProperty('deletionCancelled');
  });

  it('is not taken back by what a browser remembers', async () => {
    const visitor = here.visitor();
    const person = await remembered(visitor);
    const [copy, asleep] = [visitor.copy(), reopened(visitor)];
    await close(visitor, person);
    for (const one of [copy, asleep, reopened(visitor)]) expect((await one.get('/dashboard', 'json')).status).toBe(401);
    expect((await stored(here, person))?.deleteAt).not.toBeNull();
  });

  it('is not taken back any more when its time is over, removed or not: the login is refused like any wrong one', async () => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    await close(visitor, person);
    later(14 * DAY + 1);
    const wrong = await logIn(here.visitor(), { ...person, password: 'not this one' }, format);
    const late = await logIn(here.visitor(), person, format);
    expect([late.status, late.json['code']]).toEqual([wrong.status, wrong.json['code']]);
    expect(late.status).toBe(401);
    expect((await stored(here, person))?.deleteAt).not.toBeNull();
  });
});

/** A team's API keys: here the id of the account itself. */
@Injectable()
class KeyAuthenticator extends RequestAuthenticator {
  async authenticate({ headers }: Request): Promise<string | null | undefined> {
    const key = headers['x-key'];
    return typeof key === 'string' ? key : undefined;
  }
}

@Global()
@Module({ providers: [{ provide: RequestAuthenticator, useClass: KeyAuthenticator }], exports: [RequestAuthenticator] })
class KeysModule {}

describe('a closed account', () => {
  it('is closed to its API keys too, until it is back', async () => {
    const product = await Product.start({}, [KeysModule]);
    const visitor = product.visitor();
    const person = await signIn(visitor);
    const { id = '' } = (await stored(product, person)) ?? {};
    const byKey = async () => (await product.visitor().get('/dashboard', 'json', { 'x-key': id })).status;
    const states = [await byKey()];
    await close(visitor, person);
    states.push(await byKey());
    await logIn(product.visitor(), person);
    states.push(await byKey());
    expect(states).toEqual([200, 401, 200]);
    await product.remove();
  });

  it('still has its name and its address', async () => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    await close(visitor, person);
    const { status, json } = await register(here.visitor(), person);
    expect([status, Object.keys(json['errors'])]).toEqual([422, ['username', 'email']]);
  });

  it('that was closed while its password was being changed meets a conflict or the change does', async () => {
    const [one, other] = [here.visitor(), there.visitor()];
    const person = await signInOn(one, other);
    const form = { currentPassword: person.password, password: 'a quiet lamp above seven stairs' };
    const [ended, changed] = await Promise.all([
      end(one, person),
      other.post('/settings/password', { ...form, passwordConfirmation: form.password }, 'json'),
    ]);
    const account = (await stored(here, person)) ?? expect.fail('the account is gone');
    expect([202, 401, 409]).toContain(ended.status);
    expect([200, 401, 409, 422]).toContain(changed.status);
    expect(account.deleteAt === null).toBe(ended.status !== 202);
  });
});

describe('a login of several steps', () => {
  const steps = new AskedSteps();
  let product: Product;
  afterAll(() => product.remove());

  it.each(FORMATS)('that was begun before the account was closed is void, and brings nothing back (%s)', async (format) => {
    product ??= await Product.start({}, [steps.module('code', 10)]);
    const [visitor, half] = [product.visitor(), product.visitor()];
    const person = someone();
    const { json } = await register(visitor, person);
    await logIn(visitor, person);
    steps.accounts.add(json['user'].id as string);
    await logIn(half, person, format);
    await close(visitor, person);
    const { status } = await pass(half, 'code', format);
    expect([status, await isSignedIn(half)]).toEqual([format === 'html' ? 303 : 401, false]);
    expect((await stored(product, person))?.deleteAt).not.toBeNull();
  });

  it.each(FORMATS)('brings a closed account back at its end, not before (%s)', async (format) => {
    product ??= await Product.start({}, [steps.module('code', 10)]);
    const visitor = product.visitor();
    const person = someone();
    const { json } = await register(visitor, person);
    await logIn(visitor, person);
    await close(visitor, person);
    steps.accounts.add(json['user'].id as string);
    const again = product.visitor();
    await logIn(again, person, format);
    expect((await stored(product, person))?.deleteAt).not.toBeNull();
    expect((await pass(again, 'code', format, { code: 'wrong' })).status).toBe(401);
    expect((await stored(product, person))?.deleteAt).not.toBeNull();
    const answer = await pass(again, 'code', format);
    expect((await stored(product, person))?.deleteAt).toBeNull();
    if (format === 'json') expect(answer.json).toMatchObject({ deletionCancelled: true });
    else expect((await again.get('/dashboard')).text).toContain(BACK);
    expect(await isSignedIn(again)).toBe(true);
  });
});
