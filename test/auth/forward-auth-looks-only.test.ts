import { MikroORM } from '@mikro-orm/core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisPort } from '../../src/redis/redis-port.js';
import { IMPERSONATED_VERSION, VERSION } from '../../src/sessions/record/session-record.js';
import { AccountRemoval } from '../../src/users/removal/account-removal.js';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { User } from '../../src/users/user.entity.js';
import { announcedBy, countStoreCalls, rowsOf } from '../support/observing.js';
import { later, Product, storeAgain, withSession } from '../support/product.js';
import {
  copyOf,
  FORMATS,
  logIn,
  PASSWORD,
  type Person,
  remembered,
  reopened,
  sessionAddress,
  sessionIdOf,
  stateOf,
  type Visitor,
} from '../support/visitor.js';

const MINUTE = 60_000;
const HOME = { 'x-forwarded-for': '192.0.2.1', 'user-agent': 'Firefox' };
const STRANGE = { 'x-forwarded-for': '198.51.100.9', 'user-agent': 'Chrome' };
const ENV = { TRUST_PROXY: '1', ALLOWED_RETURN_HOSTS: 'app.example.org' };

let product: Product;

beforeAll(async () => {
  product = await Product.start(ENV);
});

afterAll(() => product.remove());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function atHome(at = product): Promise<{ visitor: Visitor; person: Person }> {
  const visitor = at.visitor(HOME);
  return { visitor, person: await remembered(visitor) };
}

/** Everything that is stored of the session of this browser. */
const stored = (visitor: Visitor, at = product) => at.app.get(RedisPort).read(sessionAddress(visitor));

async function changeAccount(person: Person, change: 'disable' | 'stamp' | 'delete'): Promise<void> {
  const user = await product.app.get(MikroORM).em.fork().findOneOrFail(User, { usernameKey: person.username });
  const changes = product.app.get(AccountChangesService);
  if (change === 'disable') await changes.setActive(user, false);
  else if (change === 'stamp') await changes.renewSecurityStamp(user);
  else await product.app.get(AccountRemoval).remove(user.id, { reason: 'operator', username: 'reserved' });
}

/** What a browser may come with that signs nobody in here. */
const STALE: [string, (visitor: Visitor, person: Person) => unknown][] = [
  ['no cookie', (visitor) => visitor.cookies.clear()],
  ['remember-me alone', (visitor) => visitor.cookies.delete('session')],
  ['a forged session', (visitor) => visitor.cookies.set('session', 's%3Aabc.def')],
  ['an unsigned session', (visitor) => visitor.cookies.set('session', sessionIdOf(visitor))],
  ['a signature cut short', (visitor) => visitor.cookies.set('session', (visitor.cookies.get('session') ?? '').slice(0, -3))],
  ['an empty session', (visitor) => visitor.cookies.set('session', '')],
  ['a forged remember-me', (visitor) => (visitor.cookies.delete('session'), visitor.cookies.set('remember', 'x.y'))],
  ['an id that was never given', (visitor) => withSession(product, `${sessionIdOf(visitor)}`.replace(/.{5}$/, 'aaaaa')).cookies.forEach((value, name) => visitor.cookies.set(name, value))], // prettier-ignore
  ['a session past its idle limit', () => later(31 * MINUTE)],
  ['a session past its absolute limit', () => later(25 * 60 * MINUTE)],
  ['a session that was logged out elsewhere', (visitor) => copyOf(visitor).post('/logout')],
  ['a session that has another id by now', (visitor) => copyOf(visitor).post('/confirm', { password: PASSWORD })],
  ['a session from before a new stamp', (_visitor, person) => changeAccount(person, 'stamp')],
  ['a disabled account', (_visitor, person) => changeAccount(person, 'disable')],
  ['a deleted account', (_visitor, person) => changeAccount(person, 'delete')],
  [
    'a session of a later version',
    async (visitor) => {
      const { session } = await stored(visitor);
      const record = String(session).replace(`"version":${VERSION}`, `"version":${IMPERSONATED_VERSION + 1}`);
      const until = Date.now() + 60 * MINUTE;
      await storeAgain(product.app.get(RedisPort), sessionAddress(visitor), { record, expiresAt: until, keepUntil: until });
    },
  ],
];

describe.each(FORMATS)('who is not signed in (%s)', (format) => {
  it.each(STALE)('with %s is refused, and no cookie is set, rotated or cleared', async (_case, become) => {
    const { visitor, person } = await atHome();
    await become(visitor, person);
    const before = await rowsOf(product, person).catch(() => []);
    const events = announcedBy(product);
    for (let time = 0; time < 2; time += 1) {
      const answer = await visitor.get('/auth/verify', format, { 'x-original-url': 'https://app.example.org/a' });
      expect([answer.status, answer.setCookies]).toEqual([format === 'html' ? 303 : 401, []]);
      if (format === 'json') expect(answer.json['detail']).toBe('Please log in to access this page.');
      expect([...answer.headers.keys()].filter((name) => name.startsWith('x-auth-'))).toEqual([]);
    }
    expect(await rowsOf(product, person).catch(() => [])).toEqual(before);
    expect(events.filter((name) => name !== 'session-expired')).toEqual([]);
  });
});

describe('a browser that is only remembered', () => {
  it('is restored on the way through the login page, and goes straight on', async () => {
    const { visitor } = await atHome();
    const back = reopened(visitor, product, HOME);
    const next = 'https://app.example.org/a?b=c';
    const asked = await back.get('/auth/verify', 'html', { 'x-original-url': next });
    const login = new URL(asked.headers.get('location') ?? '');
    expect([login.origin, login.searchParams.get('next')]).toEqual([product.url, next]);
    const answer = await back.get(login.pathname + login.search);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, next]);
    expect((await back.get('/auth/verify', 'json')).status).toBe(204);
    expect(await stateOf(back, HOME)).toMatchObject({ authenticated: true, fresh: false });
  });

  it('is told by the page, not by forward auth, why a session is over', async () => {
    const { visitor } = await atHome();
    visitor.cookies.delete('remember');
    later(31 * MINUTE);
    for (const format of FORMATS) await visitor.get('/auth/verify', format);
    expect((await visitor.get('/dashboard', 'json')).json['detail']).toBe('Your session has expired. Please log in again.');
  });
});

describe('asking', () => {
  it('is no activity: the idle limit stays where it was, whatever is asked', async () => {
    const { visitor } = await atHome();
    const { session } = await stored(visitor);
    for (const minutes of [2, 10, 20, 29]) {
      later(minutes * MINUTE);
      expect((await visitor.get('/auth/verify', 'json')).status).toBe(204);
      expect((await stored(visitor)).session).toBe(session);
      vi.useRealTimers();
    }
    later(31 * MINUTE);
    expect((await visitor.get('/auth/verify', 'json')).status).toBe(401);
  });

  it('costs one round trip to Redis and no SQL, and nothing without a session cookie', async () => {
    const { visitor } = await atHome();
    await visitor.get('/auth/verify', 'json');
    const counts = countStoreCalls(product);
    for (const format of FORMATS) expect((await visitor.get('/auth/verify', format)).status).toBe(204);
    expect([counts.redis(), counts.sql()]).toEqual([2, 0]);
    visitor.cookies.delete('session');
    for (const format of FORMATS) await visitor.get('/auth/verify', format);
    for (const format of FORMATS) await product.visitor().get('/auth/verify', format);
    expect([counts.redis(), counts.sql()]).toEqual([2, 0]);
    counts.stop();
  });

  it('is 503 while Redis is away, never a yes', async () => {
    const { visitor } = await atHome();
    vi.spyOn(product.app.get(RedisPort), 'read').mockRejectedValue(new Error('Connection is closed.'));
    for (const format of FORMATS) {
      const { status, headers, setCookies } = await visitor.get('/auth/verify', format);
      expect([status, headers.get('retry-after'), headers.get('x-auth-user-id'), setCookies]).toEqual([503, '2', null, []]);
    }
    vi.restoreAllMocks();
    expect((await visitor.get('/auth/verify', 'json')).status).toBe(204);
  });

  it('of many at once finds out about a logout at the next request', async () => {
    const { visitor } = await atHome();
    const tabs = Array.from({ length: 8 }, () => copyOf(visitor, product, HOME));
    const ask = () => Promise.all(tabs.map(async (tab) => (await tab.get('/auth/verify', 'json')).status));
    expect(await ask()).toEqual(tabs.map(() => 204));
    await visitor.post('/logout', {}, 'json');
    expect(await ask()).toEqual(tabs.map(() => 401));
  });
});

describe.each(FORMATS)('session protection holds here too (%s)', (format) => {
  it('basic: another client removes the authentications, once', async () => {
    const { visitor } = await atHome();
    const events = announcedBy(product);
    const thief = copyOf(visitor, product, STRANGE);
    for (let time = 0; time < 3; time += 1) {
      const { status, setCookies } = await thief.get('/auth/verify', format);
      expect([status, setCookies]).toEqual([204, []]);
    }
    expect(await stateOf(visitor)).toMatchObject({ authenticated: true, fresh: false });
    expect(events).toEqual(['session-protected']);
  });

  it('strong: another client revokes the session, and the next page says so', async () => {
    const strong = await Product.start({ ...ENV, SESSION_PROTECTION: 'strong' });
    const { visitor, person } = await atHome(strong);
    const other = strong.visitor(HOME);
    await logIn(other, person);
    const thief = copyOf(visitor, strong, STRANGE);
    const { status, setCookies } = await thief.get('/auth/verify', format);
    expect([status, setCookies]).toEqual([format === 'html' ? 303 : 401, []]);
    expect((await visitor.get('/auth/verify', 'json')).status).toBe(401);
    expect((await other.get('/auth/verify', 'json')).status).toBe(204);
    expect((await visitor.get('/dashboard', 'json')).json['detail']).toContain('used from somewhere else');
    expect([...visitor.cookies.keys()].filter((name) => name !== 'device')).toEqual([]);
    await strong.remove();
  });
});
