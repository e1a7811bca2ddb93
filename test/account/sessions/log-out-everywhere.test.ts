import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announcedBy } from '../../support/observing.js';
import { loseSession, moreSessions, Product } from '../../support/product.js';
import {
  FORMATS,
  isSignedIn,
  logIn,
  sessionIdOf,
  signedInCopyOf,
  signIn,
  signInOn,
  type Visitor,
} from '../../support/visitor.js';

const OTHERS = '/settings/sessions/revoke-others';
const ENDED_BY_OWNER = 'You were logged out from another device. Please log in again.';
const MADE_ROOM = 'You were logged out because you are logged in on too many devices. Please log in again.';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const sessionsOf = async (visitor: Visitor): Promise<unknown[]> =>
  (await visitor.get('/settings/sessions', 'json')).json['sessions'] as unknown[];

describe.each(FORMATS)('ending all other sessions (%s)', (format) => {
  it('lets this browser go on under a new id and a new series; all others are over, remembered or not', async () => {
    const [here, phone, tablet] = [product.visitor(), product.visitor(), product.visitor()];
    const person = await signInOn(here, phone);
    await logIn(here, person, 'json', { remember: true });
    await logIn(tablet, person, 'json', { remember: true });
    const [before, asleep] = [signedInCopyOf(here), signedInCopyOf(tablet, product.url, ['remember'])];
    const [id, series] = [sessionIdOf(here), here.cookies.get('remember')];
    const events = announcedBy(product);
    const answer = await here.post(OTHERS, {}, format);
    expect(answer.status).toBe(format === 'html' ? 303 : 200);
    expect(format === 'html' ? answer.headers.get('location') : answer.json['redirectTo']).toBe('/settings/sessions');
    expect(events).toEqual(['session-revoked']);

    expect(sessionIdOf(here)).not.toBe(id);
    expect(here.cookies.get('remember')).not.toBe(series);
    expect((await here.get('/session', 'json')).json).toMatchObject({ authenticated: true, fresh: true, remembered: true });
    expect(await sessionsOf(here)).toHaveLength(1);
    const refused = await phone.get('/dashboard', 'json');
    expect([refused.status, refused.json['detail']]).toEqual([401, ENDED_BY_OWNER]);
    await tablet.get('/dashboard');
    expect((await tablet.get('/login')).text).toContain(ENDED_BY_OWNER);
    for (const late of [before, signedInCopyOf(before, product.url, ['remember']), asleep, phone, tablet]) {
      expect((await late.get('/dashboard', 'json')).status).toBe(401);
    }
    await loseSession(product, here);
    expect((await here.get('/dashboard', 'json')).status).toBe(200);
  });

  it('begins no series where this browser had none', async () => {
    const here = product.visitor();
    await signIn(here);
    await here.post(OTHERS, {}, format);
    expect([here.cookies.has('remember'), await isSignedIn(here)]).toEqual([false, true]);
  });
});

describe('with two instances on one storage', () => {
  it('what one ends, the other refuses at its next request, however warm its cache is', async ({ skip }) => {
    if (!product.storage.onServers) skip();
    const other = await Product.on(product.storage);
    const [here, phone, tablet] = [product.visitor(), other.visitor(), other.visitor()];
    await signInOn(here, phone, tablet);
    for (const visitor of [here, phone, tablet]) expect((await visitor.get('/dashboard', 'json')).status).toBe(200);
    const all = (await sessionsOf(here)) as { id: string; current: boolean }[];
    await here.post(`/settings/sessions/${String(all.find(({ current }) => !current)?.id)}/revoke`, {}, 'json');
    const alive = await Promise.all([isSignedIn(phone), isSignedIn(tablet)]);
    expect(alive.filter(Boolean)).toHaveLength(1);
    await here.post(OTHERS, {}, 'json');
    expect(await Promise.all([isSignedIn(phone), isSignedIn(tablet)])).toEqual([false, false]);
    await other.close();
  });
});

describe('an account with 1,000 sessions', () => {
  it('is logged out everywhere at once', async () => {
    const here = product.visitor();
    await signIn(here);
    const others = await moreSessions(product, here, 1_000);
    expect(await sessionsOf(here)).toHaveLength(product.settings.sessionsPerUser);
    const startedAt = performance.now();
    expect((await here.post(OTHERS, {}, 'json')).status).toBe(200);
    const answeredAt = performance.now();
    const refusals = [];
    for (let from = 0; from < others.length; from += 50) {
      refusals.push(...(await Promise.all(others.slice(from, from + 50).map((other) => other.get('/dashboard', 'json')))));
    }
    const [answered, refused] = [answeredAt - startedAt, performance.now() - startedAt].map(Math.round);
    console.info(`log out everywhere, 1,000 sessions: answered after ${answered} ms, the last was refused after ${refused} ms`);
    expect(refusals.filter(({ status }) => status !== 401)).toEqual([]);
    expect(await sessionsOf(here)).toHaveLength(1);
  });
});

describe('a cap of two sessions', () => {
  it.each(FORMATS)('ends the oldest for a third, and tells it why (%s)', async (format) => {
    const capped = await Product.start({ SESSIONS_PER_USER: '2' });
    const [oldest, middle, newest] = [capped.visitor(), capped.visitor(), capped.visitor()];
    const person = await signInOn(oldest);
    await logIn(oldest, person, 'json', { remember: true });
    await logIn(middle, person);
    const events = announcedBy(capped);
    await logIn(newest, person);
    expect(events.toSorted()).toEqual(['logged-in', 'session-evicted']);
    const asleep = signedInCopyOf(oldest, capped.url, ['remember']);
    const refused = await oldest.get('/dashboard', format);
    if (format === 'json') expect([refused.status, refused.json['detail']]).toEqual([401, MADE_ROOM]);
    else expect((await oldest.get('/login')).text).toContain(MADE_ROOM);
    for (const gone of [oldest, asleep]) expect((await gone.get('/dashboard', 'json')).status).toBe(401);
    expect([await isSignedIn(middle), await isSignedIn(newest)]).toEqual([true, true]);
    await capped.remove();
  });

  it('counts only sessions that live: none that a new security stamp has revoked, and none that was logged out', async () => {
    const capped = await Product.start({ SESSIONS_PER_USER: '2' });
    const [one, two, three] = [capped.visitor(), capped.visitor(), capped.visitor()];
    const person = await signInOn(one, two);
    await one.post(OTHERS, {}, 'json');
    const events = announcedBy(capped);
    await logIn(three, person);
    expect(events).toEqual(['logged-in']);
    expect((await two.get('/dashboard', 'json')).json['detail']).toBe(ENDED_BY_OWNER);
    await three.post('/logout');
    await logIn(two, person);
    expect([await isSignedIn(one), await isSignedIn(two)]).toEqual([true, true]);
    await capped.remove();
  });
});
