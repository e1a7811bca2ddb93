import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../src/outages/store-unavailable.js';
import { RedisPort } from '../../src/redis/redis-port.js';
import { DraftModule, late, PAGE, sender, valuesIn } from '../support/draft-form.js';
import { logIn, signIn } from '../support/people.js';
import type { Product } from '../support/product.js';
import { linesOf, removeBoth, sideBySide } from '../support/returning.js';
import { storedKeys } from '../support/stored-keys.js';

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

const TEXT = 'a long letter <b>"to" a friend</b> & more';

/** Every entry of the store that a draft has. */
async function storedDrafts(): Promise<(string | null)[]> {
  const keys = storedKeys(here);
  const names = (await keys.beginningWith('s:')).filter((key) => key.includes('draft'));
  const values = await Promise.all(names.map((name) => keys.get(name)));
  await keys.close();
  // Redis names its keys in any order.
  return values.toSorted();
}

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
    const stored = (await storedDrafts()).map((value) => `${value}${Buffer.from(value ?? '', 'base64url').toString()}`);
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

describe('the store', () => {
  it('holds at most two drafts of an account, whatever is sent, and none of an account that does not exist', async () => {
    const { id, send } = await late(here);
    const before = (await storedDrafts()).length;
    for (const title of ['one', 'two', 'three']) {
      await send({ title });
      await sender(here, here.visitor(), id)({ title });
      const answer = await sender(
        here,
        here.visitor(),
        id.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      )({ title });
      // It does not tell which accounts there are.
      expect(linesOf('draft', answer)).toHaveLength(1);
    }
    expect((await storedDrafts()).length - before).toBe(2);
  });

  it('forgets a draft after half an hour', async () => {
    const { send } = await late(here);
    const kept = vi.spyOn(here.app.get(RedisPort), 'replaceClaim');
    const before = Date.now();
    await send({ title: TEXT });
    const until = kept.mock.lastCall?.[3] ?? 0;
    expect([until >= before + 1_800_000, until <= Date.now() + 1_800_000]).toEqual([true, true]);
  });

  it('may be away: the form leads to the login all the same', async () => {
    const { send } = await late(here);
    vi.spyOn(here.app.get(RedisPort), 'replaceClaim').mockRejectedValueOnce(new StoreUnavailable('Redis'));
    const answer = await send({ title: TEXT });
    expect([answer.status, linesOf('draft', answer)]).toEqual([303, []]);
  });
});

describe('nothing is kept', () => {
  it.each([
    ['of more than 16 KiB', { title: 'x'.repeat(16_373) }, {}, 303],
    ['of fewer characters that are more than 16 KiB', { title: 'x'.repeat(10_000) + '\u20ac'.repeat(2_200) }, {}, 303],
    ['of a handler that does not ask for it', { title: TEXT }, { path: '/test-draft/plain' }, 303],
    ['of a program, which gets its 401', { title: TEXT }, { format: 'json' }, 401],
    ['of a script that shows no page', { title: TEXT }, { headers: { accept: '*/*', 'sec-fetch-dest': 'empty' } }, 401],
    ['of a form on no page of ours', { title: TEXT }, { headers: { referer: '' } }, 303],
    ['of a form that names no account', { title: TEXT, account: '' }, {}, 303],
    ['of a form with nothing but secrets', { password: 'x', token: 'y' }, {}, 303],
  ] as const)('%s', async (_case, fields, sending, status) => {
    const { send } = await late(here);
    const before = await storedDrafts();
    const answer = await send(fields, sending);
    expect([answer.status, linesOf('draft', answer)]).toEqual([status, []]);
    expect(await storedDrafts()).toEqual(before);
  });

  it('and no cookie changes when somebody is signed in, or a neighbour has a cookie of this name', async () => {
    const visitor = here.visitor();
    await signIn(visitor);
    visitor.cookies.set('draft', 'a-neighbours');
    const { id } = (await visitor.get('/session', 'json')).json['user'];
    expect(linesOf('draft', await sender(here, visitor, id)({ title: TEXT }))).toEqual([]);
    const shown = await visitor.get('/test-draft');
    expect([valuesIn(shown), linesOf('draft', shown)]).toEqual([{}, []]);
  });
});
