import { EntityManager } from '@mikro-orm/core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SECURITY_EVENTS, type SecurityEvent } from '../../src/log/security-events.js';
import { SessionRevoker } from '../../src/sessions/record/session-revoker.js';
import { MassRevocations } from '../../src/sessions/revocations/mass-revocations.service.js';
import { User } from '../../src/users/user.entity.js';
import { type Exposition, growth, settledScrapes } from '../support/observing.js';
import { later, loseSession, Product } from '../support/product.js';
import { logIn, PASSWORD, type Person, register, reopened, sessionAddress, someone, type Visitor } from '../support/visitor.js';
import { TestRoutes } from './test-routes.js';

const OTHER_PASSWORD = 'a quiet lamp above seven stairs';
const CHANGE = { currentPassword: PASSWORD, password: OTHER_PASSWORD, passwordConfirmation: OTHER_PASSWORD };

/** Mails of earlier deeds go out meanwhile: they belong to no request. */
const COUNTERS = /^gatehouse_(security(?!.*"mail-sent")|logins|throttle|hash_refusals|session)/;

const event = (name: SecurityEvent) => `gatehouse_security_events_total{event="${name}"}`;
const login = (outcome: string) => `gatehouse_logins_total{outcome="${outcome}"}`;
const ended = (reason: string) => `gatehouse_sessions_ended_total{reason="${reason}"}`;
const STARTED = 'gatehouse_sessions_started_total';
const throttled = (count: string) => `gatehouse_throttle_refusals_total{count="${count}"}`;
const LATE_WRITE = 'gatehouse_session_revived_writes_prevented_total';

/** Somebody who is registered, and signed in on a browser. */
interface Scene {
  readonly person: Person;
  readonly browser: Visitor;
}

type Deed = (scene: Scene) => Promise<unknown>;

const nothing: Deed = async () => undefined;
const remembered: Deed = ({ browser, person }) => logIn(browser, person, 'json', { remember: true });
/** The same cookies in another browser. */
const elsewhere = (browser: Visitor) => browser.copy(undefined, { 'user-agent': 'another browser' });

const guess = (browser: Visitor, person: Person) => logIn(browser, { ...person, password: OTHER_PASSWORD });

async function idOfSession(browser: Visitor): Promise<string> {
  return (await browser.get('/settings/sessions', 'json')).json['sessions'][0].id;
}

/** What is done, what had to happen before, and every counter that it moves, each by one. */
const DEEDS: [name: string, moves: string[], deed: Deed, before?: Deed][] = [
  ['a sign-up', [event('registered')], () => register(product.visitor(), someone())],
  ['a login', [event('logged-in'), login('succeeded'), STARTED], ({ person }) => logIn(product.visitor(), person)],
  [
    'a login on a browser that is signed in',
    [event('logged-in'), login('succeeded'), STARTED, ended('moved')],
    ({ person, browser }) => logIn(browser, person, 'html'),
  ],
  [
    'a wrong password',
    [event('login-failed'), login('wrong-credentials')],
    ({ person }) => logIn(product.visitor(), { ...person, password: OTHER_PASSWORD }),
  ],
  ['an unknown account', [event('login-failed'), login('wrong-credentials')], () => logIn(product.visitor(), someone())],
  [
    'a password for a stored string of no known form',
    [event('hash-unknown'), login('wrong-credentials')],
    ({ person }) => logIn(product.visitor(), person),
    async ({ person: { username } }) => {
      await product.app.get(EntityManager).fork().nativeUpdate(User, { username }, { passwordHash: 'md5:1' });
    },
  ],
  ['a login without a password', [login('invalid')], () => product.visitor().post('/login', { identifier: 'x' })],
  ['a logout', [event('logged-out'), ended('logged-out')], ({ browser }) => browser.post('/logout')],
  [
    'the end of a session that is over already',
    [ended('revoked')],
    async ({ browser }) => {
      const [ends, address] = [product.app.get(SessionRevoker), sessionAddress(browser)];
      for (const reason of ['revoked', 'logged-out'] as const) await ends.revoke(address, reason);
    },
  ],
  ['a logout of nobody', [], () => product.visitor().post('/logout')],
  ['a confirmation', [event('login-confirmed')], ({ browser }) => browser.post('/confirm', { password: PASSWORD })],
  [
    'a confirmation with a wrong password',
    [event('login-failed')],
    ({ browser }) => browser.post('/confirm', { password: OTHER_PASSWORD }),
  ],
  [
    'a return by remember-me',
    [event('remembered-login'), STARTED],
    ({ browser }) => browser.get('/dashboard'),
    async (scene) => (await remembered(scene), loseSession(product, scene.browser)),
  ],
  [
    'a stolen remember-me cookie',
    [event('remember-theft-detected'), ended('theft'), event('unauthorized')],
    ({ browser }) => browser.get('/dashboard'),
    async (scene) => {
      await remembered(scene);
      await loseSession(product, scene.browser);
      const copy = reopened(scene.browser);
      await copy.get('/dashboard');
      // Only a successor that comes back makes what came before it a stolen one.
      copy.cookies.delete('session');
      await copy.get('/dashboard');
      later(31_000);
    },
  ],
  [
    'a session that a mass revocation means',
    [event('session-revoked'), ended('mass-revoked'), event('unauthorized')],
    ({ browser }) => browser.get('/dashboard'),
    async ({ person }) => {
      await product.app.get(MassRevocations).create({ before: 'now', users: [person.username] }, 'operator');
    },
  ],
  ['another client on a session', [event('session-protected')], ({ browser }) => elsewhere(browser).get('/dashboard')],
  [
    'its second request',
    [],
    ({ browser }) => elsewhere(browser).get('/dashboard'),
    ({ browser }) => elsewhere(browser).get('/dashboard'),
  ],
  [
    'what asks for a fresh login',
    [event('fresh-login-needed')],
    ({ browser }) => browser.post('/settings/sessions/revoke-others'),
    ({ browser }) => elsewhere(browser).get('/dashboard'),
  ],
  [
    'a login elsewhere, and its end from here',
    [event('logged-in'), login('succeeded'), STARTED, event('session-revoked'), ended('revoked')],
    async ({ browser, person }) => {
      const other = product.visitor();
      await logIn(other, person);
      return browser.post(`/settings/sessions/${await idOfSession(other)}/revoke`);
    },
  ],
  [
    'one session too many',
    [event('logged-in'), login('succeeded'), STARTED, event('session-evicted'), ended('evicted')],
    ({ person }) => logIn(product.visitor(), person),
    ({ person }) => logIn(product.visitor(), person),
  ],
  [
    'an idle session',
    [event('session-expired'), ended('expired'), event('unauthorized')],
    ({ browser }) => browser.get('/dashboard'),
    async () => later(31 * 60_000),
  ],
  ['a new password', [event('password-changed')], ({ browser }) => browser.post('/settings/password', CHANGE)],
  [
    'an account that its owner deletes',
    [event('user-deleted'), ended('removed')],
    ({ browser, person: { username } }) => browser.post('/settings/delete', { username }),
  ],
  ['a page for people who are signed in', [event('unauthorized')], () => product.visitor().get('/dashboard')],
  ['a page that is not allowed', [event('forbidden')], ({ browser }) => browser.get('/test/forbidden')],
  [
    'a login from another site',
    [event('cross-site-refused'), login('refused')],
    () => product.visitor().post('/login', {}, 'html', { 'sec-fetch-site': 'cross-site' }),
  ],
  [
    'a body that is no JSON',
    [event('input-refused'), login('refused')],
    () => product.visitor().send('/login', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }),
  ],
  ['a fault of ours', [event('unexpected-error')], () => product.visitor().get('/test/fault')],
  [
    'a guess too many',
    [event('throttled'), login('throttled'), throttled('account')],
    ({ person }) => guess(product.visitor(), person),
    ({ person }) => guess(product.visitor(), person),
  ],
  [
    'a guess too many on a device of the owner',
    [event('throttled'), login('throttled'), throttled('device')],
    ({ person, browser }) => guess(browser, person),
    ({ person, browser }) => guess(browser, person),
  ],
  ['a late write', [LATE_WRITE, ended('revoked')], ({ browser }) => browser.post('/test/late-write')],
];

/** Deeds of the operator's console, which is a process of its own, and of a process that does not come up. */
const ELSEWHERE: SecurityEvent[] = ['user-disabled', 'user-enabled', 'start-failed'];

let product: Product;
let settled: () => Promise<Exposition>;

beforeAll(async () => {
  product = await Product.start({ METRICS_PORT: '0', SESSIONS_PER_USER: '2', THROTTLE_ACCOUNT: '1/15m', DELETION_GRACE: '0s' }, [
    TestRoutes,
  ]);
  settled = settledScrapes(product);
});

afterEach(() => vi.useRealTimers());

afterAll(() => product.remove());

async function scene(): Promise<Scene> {
  const [person, browser] = [someone(), product.visitor()];
  await register(browser, person);
  await logIn(browser, person);
  return { person, browser };
}

describe('counters', () => {
  it.each(DEEDS)('%s moves each of its counters by one, and no other', async (_name, moves, deed, before = nothing) => {
    const here = await scene();
    await before(here);
    const began = await settled();
    await deed(here);
    const expected = Object.fromEntries(moves.map((series) => [series, 1]));
    expect(growth(began, await settled(), COUNTERS)).toEqual(expected);
  });

  it('exist for every security event, and each is moved by the requests above', () => {
    const moved = SECURITY_EVENTS.filter((name) => DEEDS.some(([, moves]) => moves.includes(event(name))));
    expect([...moved, ...ELSEWHERE].sort()).toEqual([...SECURITY_EVENTS].sort());
  });
});
