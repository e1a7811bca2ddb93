import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { announcedBy, OPEN_ROUTES, routesOf } from '../support/observing.js';
import { TwoSteps } from '../support/product.js';
import { FORMATS, logIn, pass, stateOf, target, type Visitor } from '../support/visitor.js';

let two: TwoSteps;

beforeAll(async () => {
  two = await TwoSteps.start();
});

afterEach(() => {
  vi.restoreAllMocks();
});

afterAll(() => two.remove());

const isSignedIn = async (visitor: Visitor) => (await stateOf(visitor))['authenticated'] as boolean;

describe.each(FORMATS)('a login of several steps (%s)', (format) => {
  it('leads from step to step, over instances, and signs in at the last; next, remember-me and every authentication arrive', async () => {
    const visitor = two.here.visitor();
    const person = await two.steps.someoneAsked(visitor);
    const events = announcedBy(two.here, two.there);
    const [begun, elsewhere] = [
      await logIn(visitor, person, format, { remember: 'on', next: '/profile?a=b' }),
      two.atThere(visitor),
    ];
    const first = await pass(elsewhere, 'first', format);
    expect([target(begun), target(first)]).toEqual(['/login/first', '/login/second']);
    expect([begun.status, first.status]).toEqual(format === 'html' ? [303, 303] : [200, 200]);
    expect([begun.json['step'], first.json['step']]).toEqual(format === 'html' ? [undefined, undefined] : ['first', 'second']);
    for (const { setCookies } of [begun, first]) expect(setCookies.map((line) => line.split('=')[0])).toEqual(['pending']);
    expect(events).not.toContain('logged-in');

    const last = await pass(elsewhere.copy(two.here.url), 'second', format);
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
    const { visitor } = await two.atStep(step);
    for (const [method, path] of routesOf(two.here).filter((route) => !OPEN_ROUTES.includes(route.join(' ')))) {
      if (path === `/login/${step}`) continue;
      const headers = { accept: format === 'html' ? 'text/html' : 'application/json' };
      for (const browser of [visitor, two.atThere(visitor)]) {
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

  it('goes on after a wrong code', async () => {
    const { visitor } = await two.atStep('second', { next: '/profile' });
    const wrong = await visitor.post('/login/second', { code: 'first' }, format);
    expect([wrong.status, wrong.setCookies]).toEqual([401, []]);
    expect(wrong.text).toContain('This code is not right.');
    expect(target(await pass(visitor, 'second', format))).toBe('/profile');
  });

  it('gives the same answer to the same request again, without asking the step again', async () => {
    const { visitor } = await two.atStep('first', { next: '/profile' });
    const [lost, looks] = [visitor.copy(), two.steps.looks];
    const answers = [
      await pass(lost, 'first', format),
      await pass(two.atThere(visitor), 'first', format),
      await pass(visitor, 'first', format),
    ];
    expect(answers.map(target)).toEqual(['/login/second', '/login/second', '/login/second']);
    expect(two.steps.looks).toBe(looks + 1);
    expect(target(await pass(visitor, 'second', format))).toBe('/profile');
  });

  it('signs in once of twenty different requests with one cookie', async () => {
    const { visitor, person } = await two.atStep('second');
    const browsers = Array.from({ length: 20 }, (_, turn) => (turn % 2 === 0 ? visitor.copy() : two.atThere(visitor)));
    const answers = await Promise.all(browsers.map((browser, turn) => pass(browser, 'second', format, { turn: String(turn) })));
    expect(answers.filter((answer) => target(answer) === '/dashboard')).toHaveLength(1);
    const signedIn = await Promise.all(browsers.map(isSignedIn));
    expect(signedIn.filter(Boolean)).toHaveLength(1);
    const [own] = browsers.filter((_, turn) => signedIn[turn]);
    const list = (await own?.get('/settings/sessions', 'json'))?.json['sessions'] as unknown[];
    expect([person.username, list.length]).toEqual([person.username, 1]);
  });

  it('finds its cookie beside a neighbour\u2019s of the same name', async () => {
    const { visitor } = await two.atStep('first');
    const browser = two.here.visitor({ cookie: `pending=of.a-neighbour; pending=${visitor.cookies.get('pending')}` });
    expect((await browser.get('/login/first', format)).status).toBe(200);
  });
});
