import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { announcedBy, countStoreCalls, rowsOf } from '../support/observing.js';
import { Product, removeBoth, sideBySide } from '../support/product.js';
import {
  copyOf,
  FORMATS,
  linesOf,
  logIn,
  PASSWORD,
  type Person,
  remembered,
  reopened,
  stateOf,
  type Visitor,
} from '../support/visitor.js';

const HOME = { 'x-forwarded-for': '192.0.2.1', 'user-agent': 'Firefox' };
const STRANGE = { 'x-forwarded-for': '198.51.100.9', 'user-agent': 'Firefox' };
const PROTECTED = 'You were logged out because your session was used from somewhere else.';
const PROXY = { TRUST_PROXY: '1' };

afterEach(() => vi.restoreAllMocks());

/** Somebody remembered who began at home, and the first page read. */
async function atHome(product: Product): Promise<{ owner: Visitor; person: Person }> {
  const owner = product.visitor(HOME);
  const person = await remembered(owner);
  await owner.get('/dashboard');
  return { owner, person };
}

describe('session protection', () => {
  it('that is off lets anybody use the session, from anywhere', async () => {
    const product = await Product.start({ ...PROXY, SESSION_PROTECTION: 'off' });
    const { owner } = await atHome(product);
    const events = announcedBy(product);
    const answer = await copyOf(owner, product, STRANGE).get('/dashboard');
    expect([answer.status, answer.setCookies]).toEqual([200, []]);
    expect(await stateOf(owner)).toMatchObject({ fresh: true });
    expect((await reopened(owner, product, STRANGE).get('/dashboard')).status).toBe(200);
    expect(events).toEqual(['remembered-login']);
    await product.remove();
  });

  it('compares networks where SESSION_PROTECTION_NETWORK says so: /24 and /48', async () => {
    const product = await Product.start({ ...PROXY, SESSION_PROTECTION_NETWORK: 'true' });
    const pairs = [
      ['192.0.2.1', '192.0.2.200', true],
      ['192.0.2.1', '192.0.3.1', false],
      ['2001:db8:1::1', '2001:db8:1:ffff::9', true],
      ['2001:db8:1::1', '2001:db8:2::1', false],
      ['::ffff:192.0.2.1', '192.0.2.7', true],
    ] as const;
    for (const [first, second, isOne] of pairs) {
      const owner = product.visitor({ ...HOME, 'x-forwarded-for': first });
      await remembered(owner);
      const moved = copyOf(owner, product, { ...HOME, 'x-forwarded-for': second });
      expect(await stateOf(moved), `${first} ${second}`).toMatchObject({ authenticated: true, fresh: isOne });
    }
    await product.remove();
  });

  it('believes no header of a client where no proxy is trusted, and behind one only what the proxy has added', async () => {
    const direct = await Product.start();
    const { owner } = await atHome(direct);
    const strange = { ...STRANGE, 'x-real-ip': '9.9.9.9', forwarded: 'for=9.9.9.9' };
    expect(await stateOf(copyOf(owner, direct, strange))).toMatchObject({ fresh: true });
    await direct.remove();
    const behind = await Product.start({ ...PROXY, SESSION_PROTECTION: 'strong' });
    const { owner: other } = await atHome(behind);
    const forged = { ...HOME, 'x-forwarded-for': '203.0.113.5, 192.0.2.1' };
    expect(await stateOf(copyOf(other, behind, forged))).toMatchObject({ fresh: true });
    const forger = copyOf(other, behind, { ...HOME, 'x-forwarded-for': '192.0.2.1, 198.51.100.9' });
    expect(await stateOf(forger)).toEqual({ authenticated: false });
    await behind.remove();
  });
});

describe('session protection, basic', () => {
  let both: [Product, Product];
  beforeAll(async () => {
    both = await sideBySide(PROXY);
  });
  afterAll(() => removeBoth(both));

  it.each([
    ['address', STRANGE],
    ['browser', { ...HOME, 'user-agent': 'Chrome' }],
  ])('another %s takes the authentications, for every holder, once, until /confirm', async (_what, strange) => {
    const [here, there] = both;
    const { owner } = await atHome(here);
    await copyOf(owner, there, HOME).get('/dashboard');
    const events = announcedBy(here, there);
    const thief = copyOf(owner, there, strange);
    const counts = countStoreCalls(there);
    expect((await thief.get('/dashboard')).status).toBe(200);
    expect([counts.redis(), counts.sql()]).toEqual([2, 0]);
    for (let request = 0; request < 3; request++) await thief.get('/dashboard');
    expect([counts.redis(), counts.sql()]).toEqual([5, 0]);
    counts.stop();
    expect(await stateOf(thief)).toMatchObject({ authenticated: true, fresh: false });
    expect(await stateOf(owner)).toMatchObject({ authenticated: true, fresh: false, remembered: true });
    expect(events).toEqual(['session-protected']);

    const moved = copyOf(owner, here, strange);
    await moved.post('/confirm', { password: PASSWORD });
    expect(await stateOf(moved)).toMatchObject({ fresh: true, remembered: true });
    expect(await stateOf(copyOf(moved, there, HOME))).toMatchObject({ authenticated: true, fresh: false });
    expect(events).toEqual(['session-protected', 'login-confirmed', 'session-protected']);
  });

  it('tells once of many strange requests at once', async () => {
    const [here, there] = both;
    const { owner } = await atHome(here);
    const events = announcedBy(here, there);
    const tries = Array.from({ length: 12 }, (_, place) => copyOf(owner, place % 2 ? here : there, STRANGE).get('/dashboard'));
    expect((await Promise.all(tries)).map(({ status }) => status)).toEqual(tries.map(() => 200));
    expect(events).toEqual(['session-protected']);
  });
});

describe.each(FORMATS)('session protection, strong (%s)', (format) => {
  let both: [Product, Product];
  beforeAll(async () => {
    both = await sideBySide({ ...PROXY, SESSION_PROTECTION: 'strong' });
  });
  afterAll(() => removeBoth(both));

  it.each(['session', 'remembered login'])('a %s from elsewhere is refused in that very answer', async (kind) => {
    const [here, there] = both;
    const refused = format === 'html' ? 303 : 401;
    const { owner, person } = await atHome(here);
    await logIn(here.visitor(HOME), person, 'json', { remember: true });
    const events = announcedBy(here, there);
    const thief = kind === 'session' ? copyOf(owner, there, STRANGE) : reopened(owner, there, STRANGE);
    const answer = await thief.get('/dashboard', format);
    expect(answer.status).toBe(refused);
    expect(linesOf('remember', answer)).toEqual([
      'remember=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax',
    ]);
    if (format === 'json') expect(answer.json['detail']).toContain(PROTECTED);
    else expect((await thief.get('/login')).text).toContain(PROTECTED);
    expect([...thief.cookies.keys()]).toEqual(['device']);
    expect(events).toEqual(['session-protected']);
    // The other device's series is left alone; of this one nothing is.
    expect(await rowsOf(here, person)).toHaveLength(1);
    const told = await owner.get('/dashboard', format);
    expect(told.status).toBe(refused);
    if (format === 'json') expect(told.json['detail']).toContain(PROTECTED);
    expect(owner.cookies.has('remember')).toBe(false);
  });

  it('lets remembered people in for as long as they stay where they are', async () => {
    const { owner } = await atHome(both[0]);
    const back = reopened(owner, both[1], HOME);
    for (let request = 0; request < 3; request++) expect((await back.get('/dashboard', format)).status).toBe(200);
    expect(await stateOf(back)).toMatchObject({ authenticated: true, remembered: true, fresh: false });
  });
});
