import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../src/outages/store-unavailable.js';
import { RedisPort } from '../../src/redis/redis-port.js';
import { storedDrafts } from '../support/observing.js';
import {
  DRAFT_PAGE,
  DRAFT_TEXT,
  DraftModule,
  draftSender,
  draftValuesIn,
  type Product,
  removeBoth,
  sideBySide,
  withEndedSession,
} from '../support/product.js';
import { linesOf, logIn, signIn } from '../support/visitor.js';

let here: Product;
let there: Product;

beforeAll(async () => {
  [here, there] = await sideBySide({}, [DraftModule]);
});

afterEach(() => {
  vi.restoreAllMocks();
  DRAFT_PAGE.isMissing = false;
});

afterAll(() => removeBoth([here, there]));

describe('a form of @KeepsDraft() whose session ended while it was open', () => {
  it('has its texts again after the login, once, at any instance', async () => {
    const { visitor, person, send } = await withEndedSession(here);
    const refused = await send({ title: DRAFT_TEXT });
    expect([refused.status, refused.headers.get('location')]).toEqual([303, '/login?next=%2Ftest-draft']);
    expect(linesOf('draft', refused)[0]).toMatch(/; Max-Age=1800; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/);
    const elsewhere = visitor.copy(there.url);
    await logIn(elsewhere, person);
    expect(draftValuesIn(await elsewhere.get('/test-draft'))).toEqual({ title: DRAFT_TEXT });
    expect(elsewhere.cookies.has('draft')).toBe(false);
    expect(draftValuesIn(await elsewhere.get('/test-draft'))).toEqual({});
  });

  it('never has passwords, tokens or what nobody typed again, and nothing readable is stored', async () => {
    const { visitor, person, send } = await withEndedSession(here);
    const secrets = { password: 'p1', newPassword: 'p2', token: 't1', csrf_token: 't2', formId: 'f1', next: '/x' };
    await send({ title: DRAFT_TEXT, ...secrets });
    const cookie = Buffer.from(decodeURIComponent(visitor.cookies.get('draft') ?? ''), 'base64url').toString();
    const stored = Object.values(await storedDrafts(here)).flatMap((value) => [
      value,
      Buffer.from(value, 'base64url').toString(),
    ]);
    expect(stored.length).toBeGreaterThan(0);
    expect(`${stored.join()}${cookie}`).not.toContain('letter');
    await logIn(visitor, person);
    expect(draftValuesIn(await visitor.get('/test-draft'))).toEqual({ title: DRAFT_TEXT });
  });

  it('is for its account alone, and waits for it', async () => {
    const { visitor, person, send } = await withEndedSession(here);
    await send({ title: DRAFT_TEXT });
    await signIn(visitor);
    expect(draftValuesIn(await visitor.get('/test-draft'))).toEqual({});
    await logIn(visitor, person);
    expect(draftValuesIn(await visitor.get('/test-draft'))).toEqual({ title: DRAFT_TEXT });
  });

  it('is not used up by other pages, programs, scripts, error pages or an outage', async () => {
    const { visitor, person, send } = await withEndedSession(here);
    await send({ title: DRAFT_TEXT });
    await logIn(visitor, person);
    await visitor.get('/dashboard');
    await visitor.get('/test-draft', 'json');
    await visitor.get('/test-draft', 'html', { accept: '*/*', 'sec-fetch-dest': 'empty' });
    await visitor.send('/test-draft', { method: 'HEAD', headers: { accept: 'text/html' } });
    DRAFT_PAGE.isMissing = true;
    expect((await visitor.get('/test-draft')).status).toBe(404);
    DRAFT_PAGE.isMissing = false;
    vi.spyOn(here.app.get(RedisPort).claims, 'find').mockRejectedValueOnce(new StoreUnavailable('Redis'));
    expect(draftValuesIn(await visitor.get('/test-draft'))).toEqual({});
    expect(draftValuesIn(await visitor.get('/test-draft'))).toEqual({ title: DRAFT_TEXT });
  });

  it('shows its texts again to a browser that asks again because the answer got lost', async () => {
    const { visitor, person, send } = await withEndedSession(here);
    await send({ title: DRAFT_TEXT });
    await logIn(visitor, person);
    await visitor.copy().get('/test-draft');
    expect(draftValuesIn(await visitor.get('/test-draft'))).toEqual({ title: DRAFT_TEXT });
  });

  it('may be sent twice: the cookie of either answer opens it', async () => {
    const { visitor, person, send } = await withEndedSession(here);
    await send({ title: DRAFT_TEXT });
    const first = visitor.copy();
    await send({ title: DRAFT_TEXT });
    await logIn(first, person);
    expect(draftValuesIn(await first.get('/test-draft'))).toEqual({ title: DRAFT_TEXT });
  });

  it('cannot be written over by strangers who know the account, nor do they make its browser show theirs', async () => {
    const { visitor, person, id, send } = await withEndedSession(here);
    await send({ title: DRAFT_TEXT });
    const stranger = here.visitor();
    await draftSender(here, stranger, id)({ title: 'theirs' });
    expect(stranger.cookies.has('draft')).toBe(true);
    await logIn(visitor, person);
    expect(draftValuesIn(await visitor.get('/test-draft'))).toEqual({ title: DRAFT_TEXT });
  });

  it('is opened by nothing but a cookie that we signed', async () => {
    const { visitor, person, send } = await withEndedSession(here);
    await send({ title: DRAFT_TEXT });
    await logIn(visitor, person);
    const [ticket = '', signature = ''] = decodeURIComponent(visitor.cookies.get('draft') ?? '').split('.');
    visitor.cookies.set(
      'draft',
      encodeURIComponent(`${ticket}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`),
    );
    expect(draftValuesIn(await visitor.get('/test-draft'))).toEqual({});
    visitor.cookies.set('draft', encodeURIComponent(`${ticket}.${signature}`));
    expect(draftValuesIn(await visitor.get('/test-draft'))).toEqual({ title: DRAFT_TEXT });
  });

  it('may have 16 KiB', async () => {
    const { visitor, person, send } = await withEndedSession(here);
    const title = 'x'.repeat(16_372);
    await send({ title });
    await logIn(visitor, person);
    expect(draftValuesIn(await visitor.get('/test-draft'))).toEqual({ title });
  });

  it('is kept where all other cookies are gone too', async () => {
    const { visitor, person, send } = await withEndedSession(here);
    visitor.cookies.clear();
    await send({ title: DRAFT_TEXT });
    await logIn(visitor, person);
    expect(draftValuesIn(await visitor.get('/test-draft'))).toEqual({ title: DRAFT_TEXT });
  });
});
