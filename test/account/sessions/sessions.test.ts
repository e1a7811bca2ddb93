import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announcedBy } from '../../support/observing.js';
import { loseSession, Product } from '../../support/product.js';
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

const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
const IPHONE = {
  'user-agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
};
const ENDED_BY_OWNER = 'You were logged out from another device. Please log in again.';
const MOMENT = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const listed = async (visitor: Visitor): Promise<Record<'id' | 'current', unknown>[]> =>
  (await visitor.get('/settings/sessions', 'json')).json['sessions'];

const idOfOther = async (visitor: Visitor): Promise<string> =>
  String((await listed(visitor)).find(({ current }) => current === false)?.id);

describe('the list of sessions', () => {
  it('shows every device of the person with exactly these facts, the present one first', async () => {
    const [laptop, phone] = [product.visitor(FIREFOX), product.visitor(IPHONE)];
    const person = await signInOn(laptop);
    await logIn(phone, person, 'json', { remember: true });
    const { status, json } = await laptop.get('/settings/sessions', 'json');
    expect(status).toBe(200);
    const facts = {
      id: expect.any(String),
      createdAt: MOMENT,
      lastSeenAt: MOMENT,
      ip: expect.stringMatching(/127\.0\.0\.1|::1/),
    };
    expect(json).toEqual({
      user: expect.objectContaining({ username: person.username }),
      sessions: [
        { ...facts, current: true, userAgent: FIREFOX['user-agent'], remembered: false },
        { ...facts, current: false, userAgent: IPHONE['user-agent'], remembered: true },
      ],
      trustedDevices: [],
    });
  });

  it('names the devices in words, marks this one, and has a form to end each', async () => {
    const [laptop, phone] = [product.visitor(FIREFOX), product.visitor(IPHONE)];
    await signInOn(laptop, phone);
    const { text } = await laptop.get('/settings/sessions');
    expect(text).toContain('Firefox on Linux');
    expect(text).toContain('Safari on iOS');
    expect(text.match(/This device/g)).toHaveLength(1);
    for (const { id } of await listed(laptop)) expect(text).toContain(`action="/settings/sessions/${String(id)}/revoke"`);
    expect(text).toContain('action="/settings/sessions/revoke-others"');
  });

  it('has ids that no cookie holds, and that as cookies sign nobody in', async () => {
    const visitor = product.visitor();
    const person = await signInOn(visitor);
    await logIn(visitor, person, 'json', { remember: true });
    await loseSession(product, visitor);
    const asleep = product.visitor();
    await logIn(asleep, person);
    for (const { id } of await listed(asleep)) {
      for (const value of [...visitor.cookies.values(), ...asleep.cookies.values()]) expect(value).not.toContain(id);
      const thief = product.visitor();
      thief.cookies.set('session', String(id)).set('remember', String(id));
      expect((await thief.get('/dashboard', 'json')).status).toBe(401);
    }
  });

  it('shows a remembered device without a session, which can be ended for good', async () => {
    const [laptop, phone] = [product.visitor(), product.visitor(IPHONE)];
    const person = await signInOn(laptop);
    await logIn(phone, person, 'json', { remember: true });
    await loseSession(product, phone);
    expect((await listed(laptop)).slice(1)).toEqual([
      expect.objectContaining({ current: false, remembered: true, userAgent: IPHONE['user-agent'] }),
    ]);
    const answer = await laptop.post(`/settings/sessions/${await idOfOther(laptop)}/revoke`, {}, 'json');
    expect([answer.status, answer.json['redirectTo']]).toEqual([200, '/settings/sessions']);
    expect(await listed(laptop)).toHaveLength(1);
    expect((await phone.get('/dashboard', 'json')).status).toBe(401);
    expect(phone.cookies.has('remember')).toBe(false);
  });
});

describe.each(FORMATS)('ending one session (%s)', (format) => {
  it('makes the next request of that device anonymous and tells it why, once; its remember-me is over too', async () => {
    const [laptop, phone] = [product.visitor(), product.visitor(IPHONE)];
    const person = await signInOn(laptop);
    await logIn(phone, person, 'json', { remember: true });
    const stolen = signedInCopyOf(phone, product.url, ['remember']);
    const events = announcedBy(product);
    const answer = await laptop.post(`/settings/sessions/${await idOfOther(laptop)}/revoke`, {}, format);
    expect(answer.status).toBe(format === 'html' ? 303 : 200);
    expect(events).toEqual(['session-revoked']);

    const refused = await phone.get('/profile?tab=1', format);
    expect([phone.cookies.has('session'), phone.cookies.has('remember')]).toEqual([false, false]);
    if (format === 'html') {
      expect([refused.status, refused.headers.get('location')]).toEqual([303, '/login?next=%2Fprofile%3Ftab%3D1']);
      const login = await phone.get('/login');
      expect(login.text).toContain(ENDED_BY_OWNER);
      expect(login.text).not.toContain('Please log in to access this page.');
      expect((await phone.get('/login')).text).not.toContain(ENDED_BY_OWNER);
    } else {
      expect([refused.status, refused.json['code'], refused.json['detail']]).toEqual([401, 'login_required', ENDED_BY_OWNER]);
      expect((await phone.get('/profile', 'json')).json['detail']).not.toBe(ENDED_BY_OWNER);
    }
    expect(await isSignedIn(stolen)).toBe(false);
    expect((await stolen.get('/dashboard', 'json')).status).toBe(401);
    expect(await isSignedIn(laptop)).toBe(true);
  });

  it('is a logout when it is the present one', async () => {
    const visitor = product.visitor();
    const person = await signInOn(visitor);
    await logIn(visitor, person, 'json', { remember: true });
    const before = signedInCopyOf(visitor);
    const own = (await listed(visitor)).find(({ current }) => current === true)?.id;
    const events = announcedBy(product);
    const answer = await visitor.post(`/settings/sessions/${String(own)}/revoke`, {}, format);
    expect([answer.status, answer.headers.get('location')]).toEqual(format === 'html' ? [303, '/login'] : [204, null]);
    expect(answer.headers.get('clear-site-data')).toBe(null);
    expect(events).toEqual(['logged-out']);
    expect([visitor.cookies.has('session'), visitor.cookies.has('remember')]).toEqual([false, false]);
    expect((await before.get('/dashboard', 'json')).status).toBe(401);
  });

  it("of another account, or of nobody, is a 404 that changes nothing: ids are looked up among the account's own", async () => {
    const [visitor, stranger] = [product.visitor(), product.visitor()];
    await signIn(visitor);
    await signIn(stranger);
    const [theirs] = await listed(stranger);
    for (const id of [String(theirs?.id), 'nobody', sessionIdOf(visitor), '%00', 'x'.repeat(43)]) {
      expect((await visitor.post(`/settings/sessions/${id}/revoke`, {}, format)).status).toBe(404);
    }
    expect([await isSignedIn(visitor), await isSignedIn(stranger)]).toEqual([true, true]);
  });

  it.each(['revoke-others', 'revoke'])('(%s) needs a fresh login, and until then ends nothing', async (deed) => {
    const [laptop, phone] = [product.visitor(), product.visitor()];
    const person = await signInOn(laptop, phone);
    await logIn(laptop, person, 'json', { remember: true });
    await loseSession(product, laptop);
    const path = deed === 'revoke' ? `/settings/sessions/${await idOfOther(laptop)}/revoke` : '/settings/sessions/revoke-others';
    const answer = await laptop.post(path, {}, format);
    if (format === 'json') expect([answer.status, answer.json['code']]).toEqual([403, 'fresh_login_required']);
    else expect([answer.status, answer.headers.get('location')]).toEqual([303, '/confirm?next=%2Fsettings%2Fsessions']);
    expect([await isSignedIn(laptop), await isSignedIn(phone)]).toEqual([true, true]);
  });
});
