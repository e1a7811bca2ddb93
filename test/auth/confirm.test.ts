import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { announcedBy } from '../support/observing.js';
import { freshDeed, later, Product, SafeModule } from '../support/product.js';
import {
  copyOf,
  FORMATS,
  linesOf,
  logIn,
  PASSWORD,
  register,
  remembered,
  reopened,
  sessionAddress,
  signIn,
  someone,
  stateOf,
} from '../support/visitor.js';
import { RedisPort } from '../../src/redis/redis-port.js';

const MINUTE = 60_000;
const NOTICE = 'Please reauthenticate to access this page.';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ TRUST_PROXY: '1' }, [SafeModule]);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  freshDeed.mockClear();
});

afterAll(() => product.remove());

const isFresh = async (...args: Parameters<typeof stateOf>): Promise<boolean> => (await stateOf(...args))['fresh'];

describe('a session', () => {
  it('is fresh after a login, for FRESH_LOGIN_FOR, however busy it is', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    expect(await isFresh(visitor)).toBe(true);
    later(14 * MINUTE);
    await visitor.get('/dashboard');
    expect(await isFresh(visitor)).toBe(true);
    later(2 * MINUTE);
    expect(await stateOf(visitor)).toMatchObject({ authenticated: true, fresh: false });
  });

  it('is fresh again after /confirm and after a password change', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    later(16 * MINUTE);
    expect((await visitor.post('/confirm', { password: PASSWORD }, 'json')).status).toBe(200);
    expect(await isFresh(visitor)).toBe(true);
    later(16 * MINUTE);
    expect(await isFresh(visitor)).toBe(false);
    const password = 'another horse entirely';
    await visitor.post('/settings/password', { currentPassword: PASSWORD, password, passwordConfirmation: password }, 'json');
    expect(await isFresh(visitor)).toBe(true);
  });
});

describe.each(FORMATS)('what asks for a fresh login (%s)', (format) => {
  const refusedStatus = format === 'html' ? 303 : 403;

  it('opens to a fresh session', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    expect((await visitor.get('/test-safe', format)).json).toEqual({ open: true });
    expect((await visitor.post('/test-safe', {}, format)).json).toEqual({ open: true });
  });

  it.each(['old', 'restored', 'suspicious'])('sends a session that is %s to /confirm, and on from there', async (kind) => {
    const owner = product.visitor({ 'x-forwarded-for': '192.0.2.1' });
    await remembered(owner);
    const visitor = kind === 'restored' ? reopened(owner, product, { 'x-forwarded-for': '192.0.2.1' }) : owner;
    if (kind === 'old') later(16 * MINUTE);
    if (kind === 'suspicious') await copyOf(owner, product, { 'x-forwarded-for': '198.51.100.9' }).get('/dashboard');
    const events = announcedBy(product);
    const refused = await visitor.get('/test-safe?tab=1', format);
    expect(refused.status).toBe(refusedStatus);
    if (format === 'json') expect(refused.json).toMatchObject({ code: 'fresh_login_required' });
    else {
      expect(refused.headers.get('location')).toBe('/confirm?next=%2Ftest-safe%3Ftab%3D1');
      const page = await visitor.get('/confirm?next=%2Ftest-safe%3Ftab%3D1');
      expect(page.text).toContain(NOTICE);
      expect(page.text).toContain('value="/test-safe?tab=1"');
    }
    const confirmed = await visitor.post('/confirm', { password: PASSWORD, next: '/test-safe?tab=1' }, format);
    const target = format === 'html' ? confirmed.headers.get('location') : confirmed.json['redirectTo'];
    expect(target).toBe('/test-safe?tab=1');
    expect((await visitor.get(target, format)).json).toEqual({ open: true });
    expect(events.filter((name) => name !== 'remembered-login')).toEqual(['login-confirmed']);
  });

  it('refuses a form without doing it, now or later; `next` is the page that it stands on, or none', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    later(16 * MINUTE);
    const refused = await visitor.post('/test-safe', {}, format);
    expect(refused.status).toBe(refusedStatus);
    const withoutPage = await visitor.post('/test-safe/lost', {}, format);
    expect(withoutPage.status).toBe(refusedStatus);
    if (format === 'html') {
      expect(refused.headers.get('location')).toBe('/confirm?next=%2Fsettings%2Fsessions');
      expect(withoutPage.headers.get('location')).toBe('/confirm');
    }
    await visitor.post('/confirm', { password: PASSWORD, next: '/settings/sessions' }, format);
    expect((await visitor.get('/settings/sessions', format)).status).toBe(200);
    expect(freshDeed).not.toHaveBeenCalled();
  });

  it('sends who is not signed in to the login page instead', async () => {
    const answer = await product.visitor().get('/test-safe', format);
    expect(answer.status).toBe(format === 'html' ? 303 : 401);
    if (format === 'html') expect(answer.headers.get('location')).toBe('/login?next=%2Ftest-safe');
  });
});

describe.each(FORMATS)('/confirm (%s)', (format) => {
  it('gives the session a new id, ends the old one, and keeps what was remembered', async () => {
    const visitor = product.visitor();
    await remembered(visitor);
    const [old, cookie] = [copyOf(visitor), visitor.cookies.get('remember')];
    const { signedInAt, expiresAt } = await stateOf(visitor);
    const answer = await visitor.post('/confirm', { password: PASSWORD }, format);
    expect(linesOf('session', answer)).toHaveLength(1);
    expect(linesOf('remember', answer)).toEqual([]);
    expect(visitor.cookies.get('session')).not.toBe(old.cookies.get('session'));
    expect(await stateOf(visitor)).toMatchObject({ fresh: true, remembered: true, signedInAt, expiresAt });
    const late = await old.get('/dashboard', format);
    expect([late.status, late.setCookies]).toEqual([200, []]);
    expect(await stateOf(old)).toMatchObject({ authenticated: true, fresh: false });
    // Anything but a page is not signed in.
    const deed = await old.post('/settings/sessions/revoke-others', {}, format);
    expect([deed.status, linesOf('session', deed)]).toEqual([format === 'html' ? 303 : 401, []]);
    old.cookies.delete('remember');
    // Redis has a clock of its own.
    if (!product.storage.onServers) later(31_000);
    else await product.app.get(RedisPort).revoke(sessionAddress(visitor), { reason: 'revoked', keepUntil: Date.now() + 1_000 });
    expect((await old.get('/dashboard', format)).status).toBe(format === 'html' ? 303 : 401);
    vi.useRealTimers();
    if (product.storage.onServers) return;
    expect((await reopened(visitor).get('/dashboard', format)).status).toBe(200);
    expect(visitor.cookies.get('remember')).toBe(cookie);
  });

  it("takes only its own user's password: no name in the form changes that", async () => {
    const [visitor, stranger] = [product.visitor(), { ...someone(), password: 'the password of another' }];
    await signIn(visitor);
    await register(product.visitor(), stranger);
    later(16 * MINUTE);
    const fields = {
      identifier: stranger.username,
      username: stranger.username,
      email: stranger.email,
      password: stranger.password,
    };
    const answer = await visitor.post('/confirm', fields, format);
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('Invalid username or password.');
    expect(await isFresh(visitor)).toBe(false);
    expect((await visitor.post('/confirm', {}, format)).status).toBe(422);
    expect(await isFresh(visitor)).toBe(false);
    expect((await logIn(product.visitor(), stranger, format)).status).toBe(format === 'html' ? 303 : 200);
  });
});
