import { Controller, Get, Module, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisPort } from '../../src/redis/redis-port.js';
import { SeriesService } from '../../src/sessions/remember-me/series.service.js';
import { addressOf } from '../../src/sessions/record/session-id.js';
import { countStoreCalls } from '../support/observing.js';
import { Product, storeAgain } from '../support/product.js';
import { FORMATS, logIn, register, signIn, someone, type Visitor } from '../support/visitor.js';

/** Slow writes of a page of the team's own: it answers only when it is told to. */
const slow = { waiting: [] as (() => void)[] };

@Controller('test-slow')
class SlowController {
  constructor(readonly redis: RedisPort) {}

  @Post()
  async change(@Req() request: Request) {
    await new Promise<void>((resolve) => slow.waiting.push(resolve));
    Object.assign(request.session, { changed: Date.now() });
    return { done: true };
  }

  @Get()
  show(@Req() request: Request) {
    return { changed: Reflect.get(request.session, 'changed') ?? null };
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [SlowModule]);
});

afterAll(() => product.remove());

const sessionId = (visitor: Visitor): string =>
  /^s:([^.]+\.[^.]+)/.exec(decodeURIComponent(visitor.cookies.get('session') ?? ''))?.[1] ?? '';

const isSignedIn = async (visitor: Visitor): Promise<boolean> => (await visitor.get('/session', 'json')).json['authenticated'];

describe('a session', () => {
  it('gets a new id at every login, and the one before it is over', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    const first = visitor.copy();
    await logIn(visitor, person);
    expect(sessionId(visitor)).not.toBe(sessionId(first));
    expect(await isSignedIn(visitor)).toBe(true);
    expect(await isSignedIn(first)).toBe(false);
  });

  it('is revoked in the store at logout: the copied cookie is dead', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    const thief = visitor.copy();
    await visitor.post('/logout');
    expect(await isSignedIn(thief)).toBe(false);
    expect((await thief.get('/dashboard', 'json')).status).toBe(401);
  });

  it('of two people is kept apart from the other, and knows its own account', async () => {
    const [one, other] = [product.visitor(), product.visitor()];
    const [first, second] = [await signIn(one), await signIn(other)];
    expect((await one.get('/profile', 'json')).json['user'].username).toBe(first.username);
    expect((await other.get('/profile', 'json')).json['user'].username).toBe(second.username);
  });

  it('costs a signed-in page one round trip to Redis and no SQL', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    // The first page of an account reads its principal.
    await visitor.get('/dashboard');
    const counts = countStoreCalls(product);
    for (const path of ['/dashboard', '/profile', '/settings', '/']) {
      expect((await visitor.get(path)).status).toBe(200);
    }
    expect(counts.redis()).toBe(4);
    expect(counts.sql()).toBe(0);
    counts.stop();
  });

  it('is nothing that an anonymous visitor could leave behind', async () => {
    const counts = countStoreCalls(product);
    const visitor = product.visitor();
    for (const path of ['/', '/login', '/register', '/dashboard', '/session', '/logout', '/nowhere']) await visitor.get(path);
    await visitor.post('/logout');
    expect(visitor.cookies.has('session')).toBe(false);
    expect(counts.redis() + counts.sql()).toBe(0);
    counts.stop();
  });

  it('cannot be brought back by a slow request that saves it after the logout', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    const late = visitor.copy();
    const pending = late.post('/test-slow', {}, 'json');
    await vi.waitFor(() => expect(slow.waiting).toHaveLength(1), { timeout: 20_000 });
    await visitor.post('/logout');
    slow.waiting.splice(0).forEach((go) => go());
    expect((await pending).status).toBe(201);
    expect(await isSignedIn(late)).toBe(false);
  });

  it('keeps what a page of the team stores in it', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    const pending = visitor.post('/test-slow', {}, 'json');
    await vi.waitFor(() => expect(slow.waiting).toHaveLength(1), { timeout: 20_000 });
    slow.waiting.splice(0).forEach((go) => go());
    await pending;
    expect((await visitor.get('/test-slow', 'json')).json['changed']).toBeTypeOf('number');
    expect(await isSignedIn(visitor)).toBe(true);
  });
});

describe.each(FORMATS)('a request (%s)', (format) => {
  const refused = format === 'html' ? 303 : 401;

  it.each(['{}', 'no json', '[]', '{"passport":{"user":{"accountId":1}}}', 'null'])(
    'with a corrupt record (%s) is not signed in',
    async (record) => {
      const visitor = product.visitor();
      await signIn(visitor);
      const address = addressOf(sessionId(visitor));
      if (address === null) throw new Error('no session cookie');
      const until = Date.now() + 60_000;
      await storeAgain(product.app.get(RedisPort), address, { record, expiresAt: until, keepUntil: until });
      const answer = await visitor.get('/dashboard', format);
      expect(answer.status).toBe(refused);
      expect(visitor.cookies.has('session')).toBe(false);
    },
  );

  it('with a forged or foreign cookie is not signed in, and the cookie is left alone', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    const signed = visitor.cookies.get('session') ?? '';
    for (const value of [`${signed.slice(0, -2)}aa`, 'x', 's%3Aanonymous.sig', signed.replace(/\.[^.]*$/, ''), '%', 's:']) {
      const forger = product.visitor();
      forger.cookies.set('session', value);
      const answer = await forger.get('/dashboard', format);
      expect([answer.status, answer.setCookies.filter((line) => line.startsWith('session='))]).toEqual([refused, []]);
    }
  });

  it('that a parallel login has overtaken is not signed in, and leaves the newer cookie alone', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    const parallel = visitor.copy();
    await logIn(visitor, person);
    const answer = await parallel.get('/dashboard', format);
    expect(answer.status).toBe(refused);
    expect(answer.setCookies).toEqual([]);
  });
});

describe('a logout', () => {
  it('that was sent with the id from before a confirmation revokes the session under its new id', async () => {
    const visitor = product.visitor();
    const { password } = await signIn(visitor);
    const late = visitor.copy();
    expect((await visitor.post('/confirm', { password }, 'json')).status).toBe(200);
    expect(await isSignedIn(visitor)).toBe(true);
    expect((await late.post('/logout', {}, 'json')).status).toBe(204);
    expect(await isSignedIn(visitor)).toBe(false);
  });

  it('of that kind works while PostgreSQL is away', async () => {
    const visitor = product.visitor();
    const { password } = await signIn(visitor);
    const late = visitor.copy();
    await visitor.post('/confirm', { password }, 'json');
    await visitor.get('/dashboard');
    const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const sql = vi.spyOn(product.app.get(SeriesService), 'recordRevocations').mockRejectedValue(away);
    expect((await late.post('/logout', {}, 'json')).status).toBe(204);
    expect(sql).toHaveBeenCalled();
    sql.mockRestore();
    expect(await isSignedIn(visitor)).toBe(false);
  });
});

describe('the limits of a session', () => {
  it.each([
    ['idle', { SESSION_IDLE_TIMEOUT: '1s' }],
    ['absolute', { SESSION_ABSOLUTE_TIMEOUT: '1s' }],
  ])('%s: it ends on the server, the person is told once, and `next` is kept', async (_limit, env) => {
    const instance = await Product.start(env);
    const visitor = instance.visitor();
    const person = someone();
    await register(visitor, person);
    await logIn(visitor, person);
    const program = visitor.copy();
    await vi.waitUntil(async () => !(await isSignedIn(program)), { timeout: 5_000 });

    const refused = await visitor.get('/profile?tab=1');
    expect(refused.status).toBe(303);
    expect(refused.headers.get('location')).toBe('/login?next=%2Fprofile%3Ftab%3D1');
    expect(visitor.cookies.has('session')).toBe(false);
    const login = await visitor.get('/login?next=%2Fprofile%3Ftab%3D1');
    expect(login.text).toContain('Your session has expired. Please log in again.');
    expect(login.text).not.toContain('Please log in to access this page.');
    expect((await visitor.get('/login')).text).not.toContain('has expired');
    await instance.remove();
  });
});
