import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../src/outages/store-unavailable.js';
import { RedisPort } from '../../src/redis/redis-port.js';
import { DraftModule, late, PAGE, sender, storedDrafts, TEXT, valuesIn } from '../support/draft-form.js';
import { logIn, signIn } from '../support/people.js';
import type { Product } from '../support/product.js';
import { linesOf, removeBoth, sideBySide } from '../support/returning.js';

let here: Product;
let there: Product;

beforeAll(async () => {
  [here, there] = await sideBySide({}, [DraftModule]);
});

afterEach(() => {
  vi.restoreAllMocks();
  PAGE.isMissing = false;
});

afterAll(() => removeBoth([here, there]));

describe('a form of @KeepsDraft() whose session ended while it was open', () => {
  it('has its texts again after the login, once, at any instance', async () => {
    const { visitor, person, send } = await late(here);
    const refused = await send({ title: TEXT });
    expect([refused.status, refused.headers.get('location')]).toEqual([303, '/login?next=%2Ftest-draft']);
    expect(linesOf('draft', refused)[0]).toMatch(/; Max-Age=1800; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/);
    const elsewhere = visitor.copy(there.url);
    await logIn(elsewhere, person);
    expect(valuesIn(await elsewhere.get('/test-draft'))).toEqual({ title: TEXT });
    expect(elsewhere.cookies.has('draft')).toBe(false);
    expect(valuesIn(await elsewhere.get('/test-draft'))).toEqual({});
  });

  it('never has passwords, tokens or what nobody typed again, and nothing readable is stored', async () => {
    const { visitor, person, send } = await late(here);
    const secrets = { password: 'p1', newPassword: 'p2', token: 't1', csrf_token: 't2', formId: 'f1', next: '/x' };
    await send({ title: TEXT, ...secrets });
    const cookie = Buffer.from(decodeURIComponent(visitor.cookies.get('draft') ?? ''), 'base64url').toString();
    const stored = Object.values(await storedDrafts(here)).flatMap((value) => [
      value,
      Buffer.from(value, 'base64url').toString(),
    ]);
    expect(stored.length).toBeGreaterThan(0);
    expect(`${stored.join()}${cookie}`).not.toContain('letter');
    await logIn(visitor, person);
    expect(valuesIn(await visitor.get('/test-draft'))).toEqual({ title: TEXT });
  });

  it('is for its account alone, and waits for it', async () => {
    const { visitor, person, send } = await late(here);
    await send({ title: TEXT });
    await signIn(visitor);
    expect(valuesIn(await visitor.get('/test-draft'))).toEqual({});
    await logIn(visitor, person);
    expect(valuesIn(await visitor.get('/test-draft'))).toEqual({ title: TEXT });
  });

  it('is not used up by other pages, programs, scripts, error pages or an outage', async () => {
    const { visitor, person, send } = await late(here);
    await send({ title: TEXT });
    await logIn(visitor, person);
    await visitor.get('/dashboard');
    await visitor.get('/test-draft', 'json');
    await visitor.get('/test-draft', 'html', { accept: '*/*', 'sec-fetch-dest': 'empty' });
    await visitor.send('/test-draft', { method: 'HEAD', headers: { accept: 'text/html' } });
    PAGE.isMissing = true;
    expect((await visitor.get('/test-draft')).status).toBe(404);
    PAGE.isMissing = false;
    vi.spyOn(here.app.get(RedisPort), 'claimed').mockRejectedValueOnce(new StoreUnavailable('Redis'));
    expect(valuesIn(await visitor.get('/test-draft'))).toEqual({});
    expect(valuesIn(await visitor.get('/test-draft'))).toEqual({ title: TEXT });
  });

  it('shows its texts again to a browser that asks again because the answer got lost', async () => {
    const { visitor, person, send } = await late(here);
    await send({ title: TEXT });
    await logIn(visitor, person);
    await visitor.copy().get('/test-draft');
    expect(valuesIn(await visitor.get('/test-draft'))).toEqual({ title: TEXT });
  });

  it('may be sent twice: the cookie of either answer opens it', async () => {
    const { visitor, person, send } = await late(here);
    await send({ title: TEXT });
    const first = visitor.copy();
    await send({ title: TEXT });
    await logIn(first, person);
    expect(valuesIn(await first.get('/test-draft'))).toEqual({ title: TEXT });
  });

  it('cannot be written over by strangers who know the account, nor do they make its browser show theirs', async () => {
    const { visitor, person, id, send } = await late(here);
    await send({ title: TEXT });
    const stranger = here.visitor();
    await sender(here, stranger, id)({ title: 'theirs' });
    expect(stranger.cookies.has('draft')).toBe(true);
    await logIn(visitor, person);
    expect(valuesIn(await visitor.get('/test-draft'))).toEqual({ title: TEXT });
  });

  it('is opened by nothing but a cookie that we signed', async () => {
    const { visitor, person, send } = await late(here);
    await send({ title: TEXT });
    await logIn(visitor, person);
    const [ticket = '', signature = ''] = decodeURIComponent(visitor.cookies.get('draft') ?? '').split('.');
    visitor.cookies.set(
      'draft',
      encodeURIComponent(`${ticket}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`),
    );
    expect(valuesIn(await visitor.get('/test-draft'))).toEqual({});
    visitor.cookies.set('draft', encodeURIComponent(`${ticket}.${signature}`));
    expect(valuesIn(await visitor.get('/test-draft'))).toEqual({ title: TEXT });
  });

  it('may have 16 KiB', async () => {
    const { visitor, person, send } = await late(here);
    const title = 'x'.repeat(16_372);
    await send({ title });
    await logIn(visitor, person);
    expect(valuesIn(await visitor.get('/test-draft'))).toEqual({ title });
  });

  it('is kept where all other cookies are gone too', async () => {
    const { visitor, person, send } = await late(here);
    visitor.cookies.clear();
    await send({ title: TEXT });
    await logIn(visitor, person);
    expect(valuesIn(await visitor.get('/test-draft'))).toEqual({ title: TEXT });
  });
});
