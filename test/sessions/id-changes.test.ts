import { describe, expect, it, vi } from 'vitest';
import { LoginService } from '../../src/auth/login/login.service.js';
import { RedisPort } from '../../src/redis/redis-port.js';
import { SessionRenewal } from '../../src/sessions/session-renewal.js';
import { sendAndLose } from '../support/network.js';
import { announced, announcedBy, rowsOf } from '../support/observing.js';
import { onTwoInstances, type Product } from '../support/product.js';
import {
  type Answer,
  copyOf,
  FORMATS,
  linesOf,
  logIn,
  PASSWORD,
  remembered,
  reopened,
  sessionAddress,
  signIn,
  stateOf,
  type Visitor,
} from '../support/visitor.js';

const NEW = 'a quiet lamp above seven stairs';
const OTHER = 'seven lamps above a quiet stair';

const changeTo = (password: string) => ({ currentPassword: PASSWORD, password, passwordConfirmation: password });

/** Each request that gives a session another id: where, with what, what it announces, where it leads to. */
const DEEDS = [
  { path: '/confirm', fields: { password: PASSWORD, next: '/profile' }, event: 'login-confirmed', to: '/profile', shows: true },
  { path: '/settings/password', fields: changeTo(NEW), event: 'password-changed', to: '/settings', shows: false },
  { path: '/settings/sessions/revoke-others', fields: {}, event: 'session-revoked', to: '/settings/sessions', shows: false },
] as const;

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

const isFresh = async (visitor: Visitor) => {
  const { authenticated, fresh } = await stateOf(visitor);
  return [authenticated, fresh];
};

const FRESH = [true, true];

describe.each(FORMATS.flatMap((format) => DEEDS.map((deed) => ({ ...deed, format }))))(
  '$path, whose answer got lost ($format)',
  ({ path, fields, event, to, shows, format }) => {
    const outcome = (answer: { status: number; headers: Headers; json: Record<string, any> }) =>
      format === 'html' ? [answer.status, answer.headers.get('location')] : [answer.status, answer.json['redirectTo']];
    const accepted = format === 'html' ? [303, to] : [200, to];

    it.each(['the same instance', 'another instance'])('sent again to %s, has the same outcome and signs in', async (where) => {
      const visitor = here.visitor();
      await remembered(visitor);
      const browser = where === 'another instance' ? copyOf(visitor, there) : visitor;
      const events = announcedBy(here, there);
      await sendAndLose(visitor, path, fields, format, announced(event, here));
      const again = await browser.post(path, fields, format);
      expect(outcome(again)).toEqual(accepted);
      expect(linesOf('session', again)).toHaveLength(1);
      expect(await isFresh(browser)).toEqual(FRESH);
      expect((await browser.get('/dashboard', format)).status).toBe(200);
      // It is one deed, however often it was sent.
      expect(events).toEqual([event]);
      // Where there is a new series, its token is good.
      const back = reopened(browser);
      expect((await back.get('/dashboard', format)).status).toBe(200);
    });

    it('sent twice at once is one deed: both answers sign in', async () => {
      const visitor = here.visitor();
      await signIn(visitor);
      const [one, two] = [copyOf(visitor), copyOf(visitor, there)];
      const events = announcedBy(here, there);
      const answers = await Promise.all([one.post(path, fields, format), two.post(path, fields, format)]);
      expect(answers.map(outcome)).toEqual([accepted, accepted]);
      expect([await isFresh(one), await isFresh(two)]).toEqual([FRESH, FRESH]);
      expect(one.cookies.get('session')).toBe(two.cookies.get('session'));
      expect(events).toEqual([event]);
    });

    it('followed by a login in place of a repetition leaves no session and no series that nobody holds', async () => {
      const visitor = here.visitor();
      const person = await remembered(visitor);
      await sendAndLose(visitor, path, fields, format, announced(event, here));
      const browser = copyOf(visitor, there);
      const password = path === '/settings/password' ? NEW : PASSWORD;
      expect((await logIn(browser, { ...person, password }, format, { remember: 'on' })).status).toBe(
        format === 'html' ? 303 : 200,
      );
      expect((await browser.get('/settings/sessions', 'json')).json['sessions']).toHaveLength(1);
      expect(await rowsOf(here, person)).toHaveLength(1);
    });

    it('is not given again once its new id was presented, nor to another request, nor to a later one', async () => {
      const visitor = here.visitor();
      await signIn(visitor);
      const [old, other] = [copyOf(visitor), copyOf(visitor, there)];
      expect(outcome(await visitor.post(path, fields, format))).toEqual(accepted);
      const differs = await other.post(path, { ...fields, more: 'x' }, format);
      expect([differs.status, linesOf('session', differs)]).toEqual([format === 'html' ? 303 : 401, []]);
      expect((await visitor.get('/dashboard', format)).status).toBe(200);
      const late = await old.post(path, fields, format);
      expect([late.status, linesOf('session', late)]).toEqual([format === 'html' ? 303 : 401, []]);
      expect(await isFresh(old)).toEqual(shows ? [true, false] : [false, undefined]);
    });

    it('leaves nothing in the store that signs anybody in', async () => {
      const visitor = here.visitor();
      await remembered(visitor);
      const { hashTag, hash } = sessionAddress(visitor);
      await visitor.post(path, fields, format);
      const { session: mark } = await here.app.get(RedisPort).read({ hashTag, hash });
      const [, secret = ''] = /\.([\w-]{43})/.exec(visitor.cookies.get('session') ?? '') ?? [];
      const [selector = '', validator = ''] = (visitor.cookies.get('remember') ?? '').split('.');
      expect(mark).toMatch(/^!moved:[\w-]{43}:(shows|ends):[\w-]{100,}$/);
      for (const value of [secret, selector, validator, PASSWORD, NEW]) expect(mark).not.toContain(value);
      await visitor.get('/dashboard');
      expect((await here.app.get(RedisPort).read({ hashTag, hash })).session).toMatch(/^!moved:[\w-]{43}:(shows|ends)$/);
    });
  },
);

describe('two changes that differ', () => {
  it('of the password from one session: one is made, the other is a 409 or a guest, never a wrong password', async () => {
    for (let round = 0; round < 5; round += 1) {
      const visitor = here.visitor();
      const person = await signIn(visitor);
      const [one, two] = [copyOf(visitor), copyOf(visitor, there)];
      const answers = await Promise.all([
        one.post('/settings/password', changeTo(NEW), 'json'),
        two.post('/settings/password', changeTo(OTHER), 'json'),
      ]);
      const statuses = answers.map(({ status }) => status);
      expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 409]);
      const password = statuses[0] === 200 ? NEW : OTHER;
      expect((await logIn(here.visitor(), { ...person, password })).status).toBe(200);
    }
  });

  it('log out everywhere else, from two browsers: one lives and the other is told', async () => {
    for (let round = 0; round < 25; round += 1) {
      const [one, two] = [here.visitor(), there.visitor()];
      const person = await signIn(one);
      await logIn(two, person);
      const answers = await Promise.all(
        [one, two].map((visitor) => visitor.post('/settings/sessions/revoke-others', {}, 'json')),
      );
      const alive = await Promise.all([one, two].map(async (visitor) => (await stateOf(visitor))['authenticated']));
      const accepted = answers.map(({ status }) => status === 200);
      expect(alive).toEqual(accepted);
      expect(accepted.filter(Boolean)).toHaveLength(1);
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
        200,
        answers.some(({ status }) => status === 409) ? 409 : 401,
      ]);
    }
  });
});

describe.each(FORMATS)('POST /login, whose answer got lost (%s)', (format) => {
  const fieldsOf = (person: { username: string }, formId: string) => ({
    identifier: person.username,
    password: PASSWORD,
    remember: 'on',
    formId,
  });
  const devices = async (visitor: Visitor) => (await visitor.get('/settings/sessions', 'json')).json['sessions'] as unknown[];

  it('leaves no ghost when the same form is sent again', async () => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    await visitor.post('/logout');
    const fields = fieldsOf(person, `form-${format}`);
    await sendAndLose(visitor, '/login', fields, format, announced('logged-in', here));
    // The answer of the first may have been on its way.
    const browser = copyOf(visitor, there);
    expect((await browser.post('/login', fields, format)).status).toBe(format === 'html' ? 303 : 200);
    expect(await devices(browser)).toHaveLength(1);
    expect(await rowsOf(here, person)).toHaveLength(1);
  });

  it('signs in by the one that was sent last, whichever is answered first', async () => {
    const person = await signIn(here.visitor());
    const [first, second] = [here.visitor(), there.visitor()];
    const logins = here.app.get(LoginService);
    const begin = logins.begin.bind(logins);
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    vi.spyOn(logins, 'begin').mockImplementationOnce(async (...login) => {
      reached.resolve();
      await released.promise;
      return begin(...login);
    });
    const firstAnswer = first.post('/login', fieldsOf(person, 'overtaken'), format);
    await reached.promise;
    const answer = await second.post('/login', fieldsOf(person, 'overtaken'), format);
    released.resolve();
    expect((await firstAnswer).status).toBe(answer.status);
    expect([...first.cookies.keys()]).toEqual([]);
    expect((await second.get('/dashboard')).status).toBe(200);
    expect(await rowsOf(here, person)).toHaveLength(1);
  });

  it('replaces nothing that was presented, nothing of another form, and nothing without a form', async () => {
    const person = await signIn(here.visitor());
    const [used, again, other, none, noneAgain] = Array.from({ length: 5 }, () => here.visitor());
    await used?.post('/login', fieldsOf(person, 'one'), format);
    await used?.get('/dashboard');
    await again?.post('/login', fieldsOf(person, 'one'), format);
    await other?.post('/login', fieldsOf(person, 'two'), format);
    for (const visitor of [none, noneAgain]) await visitor?.post('/login', fieldsOf(person, ''), format);
    for (const visitor of [used, again, other, none, noneAgain]) {
      expect(visitor && (await stateOf(visitor))['authenticated']).toBe(true);
    }
  });

  it('has a random id in its form, and takes none of more than 64 characters', async () => {
    const page = async () => /name="formId" value="([\w-]{22})"/.exec((await here.visitor().get('/login')).text)?.[1];
    const [one, two] = [await page(), await page()];
    expect(one).toBeDefined();
    expect(one).not.toBe(two);
    const person = await signIn(here.visitor());
    expect((await here.visitor().post('/login', fieldsOf(person, 'x'.repeat(65)), format)).status).toBe(422);
  });
});

describe.each(FORMATS)('POST /logout, whose answer got lost (%s)', (format) => {
  it('sent again is a logout', async () => {
    const visitor = here.visitor();
    await remembered(visitor);
    await sendAndLose(visitor, '/logout', {}, format, announced('logged-out', here));
    const again = await visitor.post('/logout', {}, format);
    expect(again.status).toBe(format === 'html' ? 303 : 204);
    expect([visitor.cookies.has('session'), visitor.cookies.has('remember')]).toEqual([false, false]);
  });
});

describe.each(FORMATS)('between a new security stamp and the new id (%s)', (format) => {
  it('a page that comes under the old id revokes nothing and touches no cookie', async () => {
    const visitor = here.visitor();
    await remembered(visitor);
    const tab = copyOf(visitor, there);
    const renewal = here.app.get(SessionRenewal);
    const goOn = renewal.keepOnlyThisSession.bind(renewal);
    let late: Answer | undefined;
    vi.spyOn(renewal, 'keepOnlyThisSession').mockImplementation(async (...given) => {
      late = await tab.get('/dashboard', format);
      return goOn(...given);
    });
    const answer = await visitor.post('/settings/password', changeTo(NEW), format);
    expect([late?.status, late && linesOf('session', late), late && linesOf('remember', late)]).toEqual([
      format === 'html' ? 303 : 401,
      [],
      [],
    ]);
    expect(answer.status).toBe(format === 'html' ? 303 : 200);
    expect(await isFresh(visitor)).toEqual(FRESH);
  });

  it('a login that comes under the old id waits, and ends what the change leads to', async () => {
    const visitor = here.visitor();
    const person = await remembered(visitor);
    const tab = copyOf(visitor, there);
    const sessions = here.app.get(SessionRenewal);
    const goOn = sessions.keepOnlyThisSession.bind(sessions);
    const looked = vi.spyOn(there.app.get(RedisPort).claims, 'find');
    let login: Promise<Answer> | undefined;
    vi.spyOn(sessions, 'keepOnlyThisSession').mockImplementation(async (...given) => {
      looked.mockClear();
      login = logIn(tab, { ...person, password: NEW }, format);
      await vi.waitFor(() => expect(looked).toHaveBeenCalled(), { timeout: 20_000 });
      return goOn(...given);
    });
    const answer = await visitor.post('/settings/password', changeTo(NEW), format);
    expect([answer.status, (await login)?.status]).toEqual(format === 'html' ? [303, 303] : [200, 200]);
    expect((await tab.get('/settings/sessions', 'json')).json['sessions']).toHaveLength(1);
    // The login asked for no remember-me, and nobody holds the series that the change began.
    expect(await rowsOf(here, person)).toEqual([]);
    expect((await stateOf(visitor))['authenticated']).toBe(false);
  });
});
