import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { principalOfUser } from '../../src/users/principal/principal.js';
import { UsersService } from '../../src/users/users.service.js';
import { AskedSteps } from '../support/login-steps.js';
import { logIn, type Person, signIn } from '../support/people.js';
import { Product } from '../support/product.js';
import { announcedBy, later, linesOf, stateOf } from '../support/returning.js';
import { OPEN_ROUTES, routesOf } from '../support/routes.js';
import { storedKeys } from '../support/stored-keys.js';
import { type Answer, type Format, FORMATS, type Visitor } from '../support/visitor.js';

const steps = new AskedSteps();
const MODULES = [steps.module('second', 20), steps.module('first', 10)];

let here: Product;
let there: Product;

beforeAll(async () => {
  here = await Product.start({}, MODULES);
  // The embedded storage has one process.
  there = here.storage.onServers ? await Product.on(here.storage, {}, MODULES) : here;
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  steps.alsoRestores = false;
});

afterAll(async () => {
  if (there !== here) await there.close();
  await here.remove();
});

const atThere = (visitor: Visitor) => visitor.copy(there.url);
const pass = (visitor: Visitor, step: string, format: Format = 'json', more = {}) =>
  visitor.post(`/login/${step}`, { code: step, ...more }, format);
const isSignedIn = async (visitor: Visitor) => (await stateOf(visitor))['authenticated'] as boolean;
/** Where an answer leads, in either format. */
const target = ({ headers, json }: Answer) => headers.get('location') ?? (json['redirectTo'] as string | undefined);

/** A browser with the right password, at the first step or at the second. */
async function atStep(step: 'first' | 'second', fields = {}): Promise<{ visitor: Visitor; person: Person }> {
  const visitor = here.visitor();
  const person = await steps.someoneAsked(visitor);
  await logIn(visitor, person, 'json', fields);
  if (step === 'second') await pass(visitor, 'first');
  return { visitor, person };
}

/** Asserts that this step is closed to the browser, by its page and by the right code, and that nobody is signed in. */
async function expectClosed(what: string, visitor: Visitor, step: string, format: Format): Promise<void> {
  for (const ask of [
    (one: Visitor) => one.get(`/login/${step}`, format),
    (one: Visitor) => pass(one, step, format, { another: 'request' }),
  ]) {
    const one = visitor.copy();
    const { status, headers, json } = await ask(one);
    const closed = { html: [303, expect.stringMatching(/^\/login(\?|$)/)], json: [401, null] };
    expect([what, status, headers.get('location')]).toEqual([what, ...closed[format]]);
    expect([what, json['code']]).toEqual([what, format === 'json' ? 'login_required' : undefined]);
    expect([what, await isSignedIn(one)]).toEqual([what, false]);
  }
}

describe.each(FORMATS)('a login of several steps (%s)', (format) => {
  it('leads from step to step, over instances, and signs in at the last; next, remember-me and every authentication arrive', async () => {
    const visitor = here.visitor();
    const person = await steps.someoneAsked(visitor);
    const events = announcedBy(here, there);
    const [begun, elsewhere] = [await logIn(visitor, person, format, { remember: 'on', next: '/profile?a=b' }), atThere(visitor)];
    const first = await pass(elsewhere, 'first', format);
    expect([target(begun), target(first)]).toEqual(['/login/first', '/login/second']);
    expect([begun.status, first.status]).toEqual(format === 'html' ? [303, 303] : [200, 200]);
    expect([begun.json['step'], first.json['step']]).toEqual(format === 'html' ? [undefined, undefined] : ['first', 'second']);
    for (const { setCookies } of [begun, first]) expect(setCookies.map((line) => line.split('=')[0])).toEqual(['pending']);
    expect(events).not.toContain('logged-in');

    const last = await pass(elsewhere.copy(here.url), 'second', format);
    expect([last.status, target(last)]).toEqual([format === 'html' ? 303 : 200, '/profile?a=b']);
    expect(new Set(last.setCookies.map((line) => line.split('=')[0]))).toEqual(
      new Set(['device', 'pending', 'remember', 'session']),
    );
    expect(events.filter((name) => name === 'logged-in')).toHaveLength(1);
    const browser = elsewhere.copy();
    browser.cookies.clear();
    for (const line of last.setCookies) browser.cookies.set(...(/^(\w+)=([^;]*)/.exec(line)?.slice(1, 3) as [string, string]));
    const session = await stateOf(browser);
    expect(session).toMatchObject({ fresh: true, remembered: true, level: 1 });
    const methods = (session['authentications'] as { method: string }[]).map(({ method }) => method);
    expect(methods).toEqual(['password', 'first', 'second']);
  });

  it.each(['first', 'second'] as const)('opens no closed route and no forward-auth at its %s step', async (step) => {
    const { visitor } = await atStep(step);
    for (const [method, path] of routesOf(here).filter((route) => !OPEN_ROUTES.includes(route.join(' ')))) {
      if (path === `/login/${step}`) continue;
      const headers = { accept: format === 'html' ? 'text/html' : 'application/json' };
      for (const browser of [visitor, atThere(visitor)]) {
        const { status, headers: told } = await browser.copy().send(path, { method, headers });
        const toLogin = /^\/login(\?|$)/.test(told.get('location') ?? '');
        expect([method, path, status, toLogin]).toEqual([method, path, format === 'html' ? 303 : 401, format === 'html']);
      }
    }
    for (const accept of ['text/html', 'application/json']) {
      const proxied = await visitor.send('/auth/verify', { headers: { accept } });
      expect([proxied.status, proxied.headers.get('x-auth-user-id')]).toEqual([accept === 'text/html' ? 303 : 401, null]);
    }
    expect(await stateOf(visitor)).toEqual({ authenticated: false });
    expect((await visitor.get(`/login/${step}`, format)).status).toBe(200);
  });

  it.each(['first', 'second'] as const)(
    'is void at its %s step: too old, of another stamp, used, after a logout, not ours',
    async (step) => {
      const changes = here.app.get(AccountChangesService);
      const users = here.app.get(UsersService);
      const finish = async (visitor: Visitor) => {
        if (step === 'first') await pass(visitor, 'first');
        expect((await pass(visitor, 'second')).status).toBe(200);
      };
      const account = async ({ username }: Person) => (await users.findByIdentifier(username)) ?? expect.fail('no account');
      const ends: [string, (visitor: Visitor, person: Person) => unknown][] = [
        ['no cookie', (visitor) => visitor.cookies.clear()],
        ['another stamp', async (_visitor, person) => changes.renewSecurityStamp(await account(person))],
        ['another password', async (_visitor, person) => changes.changePassword(principalOfUser(await account(person)), 'x')],
        ['a disabled account', async (_visitor, person) => changes.setActive(await account(person), false)],
        ['a deleted account', async (_visitor, person) => changes.delete(await account(person))],
        ['used', (visitor) => finish(visitor.copy())],
        ['a logout', (visitor) => visitor.copy().post('/logout')],
        ['a logout at the other instance', (visitor) => atThere(visitor).post('/logout')],
        ['a forged signature', (visitor) => visitor.cookies.set('pending', `${visitor.cookies.get('pending')}x`)],
        ['a cookie of another kind', (visitor) => visitor.cookies.set('pending', visitor.cookies.get('device') ?? 'x')],
        ['older than ten minutes', () => later(600_001)],
      ];
      for (const [what, end] of ends) {
        const { visitor, person } = await atStep(step);
        expect([what, (await visitor.get(`/login/${step}`)).status]).toEqual([what, 200]);
        await end(visitor, person);
        await expectClosed(what, visitor, step, format);
      }
    },
  );

  it('cannot be skipped, repeated or swapped', async () => {
    const { visitor } = await atStep('first');
    const before = visitor.copy();
    await expectClosed('the second before the first', visitor, 'second', format);
    await pass(visitor, 'first', format);
    await expectClosed('the first once more', visitor, 'first', format);
    await expectClosed('the first with the cookie from before it', before, 'first', format);
    await expectClosed('the second with the cookie from before the first', before, 'second', format);
    expect(target(await pass(visitor, 'second', format))).toBe('/dashboard');
  });

  it('goes on after a wrong code', async () => {
    const { visitor } = await atStep('second', { next: '/profile' });
    const wrong = await visitor.post('/login/second', { code: 'first' }, format);
    expect([wrong.status, wrong.setCookies]).toEqual([401, []]);
    expect(wrong.text).toContain('This code is not right.');
    expect(target(await pass(visitor, 'second', format))).toBe('/profile');
  });

  it('gives the same answer to the same request again, without asking the step again', async () => {
    const { visitor } = await atStep('first', { next: '/profile' });
    const [lost, looks] = [visitor.copy(), steps.looks];
    const answers = [
      await pass(lost, 'first', format),
      await pass(atThere(visitor), 'first', format),
      await pass(visitor, 'first', format),
    ];
    expect(answers.map(target)).toEqual(['/login/second', '/login/second', '/login/second']);
    expect(steps.looks).toBe(looks + 1);
    expect(target(await pass(visitor, 'second', format))).toBe('/profile');
  });

  it('signs in once of twenty different requests with one cookie', async () => {
    const { visitor, person } = await atStep('second');
    const browsers = Array.from({ length: 20 }, (_, turn) => (turn % 2 === 0 ? visitor.copy() : atThere(visitor)));
    const answers = await Promise.all(browsers.map((browser, turn) => pass(browser, 'second', format, { turn: String(turn) })));
    expect(answers.filter((answer) => target(answer) === '/dashboard')).toHaveLength(1);
    const signedIn = await Promise.all(browsers.map(isSignedIn));
    expect(signedIn.filter(Boolean)).toHaveLength(1);
    const [own] = browsers.filter((_, turn) => signedIn[turn]);
    const list = (await own?.get('/settings/sessions', 'json'))?.json['sessions'] as unknown[];
    expect([person.username, list.length]).toEqual([person.username, 1]);
  });

  it('tells why it is over, clears what we signed, and leaves what is not ours', async () => {
    const { visitor } = await atStep('first', { next: '/profile?x=1' });
    const foreign = visitor.copy();
    foreign.cookies.set('pending', 'of.a-neighbour');
    expect(linesOf('pending', await foreign.get('/login/first', format))).toEqual([]);
    expect(linesOf('pending', await foreign.post('/logout', {}, format))).toEqual([]);
    later(600_001);
    const told = await visitor.get('/login/first', format);
    expect(linesOf('pending', told)).toHaveLength(1);
    if (format === 'json') expect(told.json['detail']).toBe('Your session has expired. Please log in again.');
    else expect(told.headers.get('location')).toBe('/login?next=%2Fprofile%3Fx%3D1');
  });

  it('finds its cookie beside a neighbour\u2019s of the same name', async () => {
    const { visitor } = await atStep('first');
    const browser = here.visitor({ cookie: `pending=of.a-neighbour; pending=${visitor.cookies.get('pending')}` });
    expect((await browser.get('/login/first', format)).status).toBe(200);
  });
});

describe('a pending login', () => {
  it('leaves nothing in the stores', async () => {
    const keys = storedKeys(here);
    const visitor = here.visitor();
    const person = await steps.someoneAsked(visitor);
    const before = await keys.beginningWith('');
    await logIn(visitor, person, 'json', { remember: true });
    await visitor.get('/login/first');
    expect(await keys.beginningWith('')).toEqual(before);
    await keys.close();
  });

  it('shows who holds its cookie neither stamp nor hash tag', async () => {
    const { visitor, person } = await atStep('second');
    const user = await here.app.get(UsersService).findByIdentifier(person.username);
    const value = Buffer.from((visitor.cookies.get('pending') ?? '').split('.')[0] ?? '', 'base64url').toString();
    expect(value).toContain('"passed":["first"]');
    for (const secret of [user?.securityStamp, user?.hashTag]) expect(value).not.toContain(secret);
  });

  it('of somebody else ends the session that the browser has, at the last step and not before', async () => {
    const { visitor } = await atStep('first');
    const browser = here.visitor();
    const other = await signIn(browser);
    browser.cookies.set('pending', visitor.cookies.get('pending') ?? '');
    await pass(browser, 'first');
    expect((await stateOf(browser))['user'].username).toBe(other.username);
    const [old] = [browser.copy()];
    await pass(browser, 'second');
    expect((await stateOf(browser))['user'].username).not.toBe(other.username);
    expect(await isSignedIn(old)).toBe(false);
  });

  it('with an address of 2,048 characters that JSON has to escape still fits into a cookie', async () => {
    const { visitor } = await atStep('first', { next: `/x?${'\\'.repeat(2_000)}` });
    expect((visitor.cookies.get('pending') ?? '').length).toBeLessThan(4_000);
    await pass(visitor, 'first');
    expect(target(await pass(visitor, 'second'))).toBe('/dashboard');
  });
});

describe('steps that cannot work', () => {
  it('stop the start: two of one name', async () => {
    const twice = new AskedSteps();
    await expect(Product.start({}, [twice.module('same', 1), twice.module('same', 2)])).rejects.toThrow();
  });
});
