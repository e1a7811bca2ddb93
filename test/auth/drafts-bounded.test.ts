import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../src/outages/store-unavailable.js';
import { RedisPort } from '../../src/redis/redis-port.js';
import { storedDrafts } from '../support/observing.js';
import { DRAFT_TEXT, DraftModule, draftSender, draftValuesIn, Product, withEndedSession } from '../support/product.js';
import { linesOf, signIn } from '../support/visitor.js';

let here: Product;

beforeAll(async () => {
  here = await Product.start({}, [DraftModule]);
});

afterEach(() => {
  vi.restoreAllMocks();
});

afterAll(() => here.remove());

describe('the store of drafts', () => {
  it('holds at most two drafts of an account, whatever is sent, and none of an account that does not exist', async () => {
    const { id, send } = await withEndedSession(here);
    const before = Object.keys(await storedDrafts(here)).length;
    for (const title of ['one', 'two', 'three']) {
      await send({ title });
      await draftSender(here, here.visitor(), id)({ title });
      const answer = await draftSender(
        here,
        here.visitor(),
        id.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      )({ title });
      // The answer does not tell which accounts there are.
      expect(linesOf('draft', answer)).toHaveLength(1);
    }
    expect(Object.keys(await storedDrafts(here)).length - before).toBe(2);
  });

  it('forgets a draft after half an hour', async () => {
    const { send } = await withEndedSession(here);
    const kept = vi.spyOn(here.app.get(RedisPort).claims, 'replace');
    const before = Date.now();
    await send({ title: DRAFT_TEXT });
    const until = kept.mock.lastCall?.[3] ?? 0;
    expect([until >= before + 1_800_000, until <= Date.now() + 1_800_000]).toEqual([true, true]);
  });

  it('may be away: the form leads to the login all the same', async () => {
    const { send } = await withEndedSession(here);
    vi.spyOn(here.app.get(RedisPort).claims, 'replace').mockRejectedValueOnce(new StoreUnavailable('Redis'));
    const answer = await send({ title: DRAFT_TEXT });
    expect([answer.status, linesOf('draft', answer)]).toEqual([303, []]);
  });
});

describe('no draft is kept', () => {
  it.each([
    ['of more than 16 KiB', { title: 'x'.repeat(16_373) }, {}, 303],
    ['of fewer characters that are more than 16 KiB', { title: 'x'.repeat(10_000) + '\u20ac'.repeat(2_200) }, {}, 303],
    ['of a handler that does not ask for it', { title: DRAFT_TEXT }, { path: '/test-draft/plain' }, 303],
    ['of a program, which gets its 401', { title: DRAFT_TEXT }, { format: 'json' }, 401],
    ['of a script that shows no page', { title: DRAFT_TEXT }, { headers: { accept: '*/*', 'sec-fetch-dest': 'empty' } }, 401],
    ['of a form on no page of ours', { title: DRAFT_TEXT }, { headers: { referer: '' } }, 303],
    ['of a form that names no account', { title: DRAFT_TEXT, account: '' }, {}, 303],
    ['of a form with nothing but secrets', { password: 'x', token: 'y' }, {}, 303],
  ] as const)('%s', async (_case, fields, sending, status) => {
    const { send } = await withEndedSession(here);
    const before = await storedDrafts(here);
    const answer = await send(fields, sending);
    expect([answer.status, linesOf('draft', answer)]).toEqual([status, []]);
    expect(await storedDrafts(here)).toEqual(before);
  });

  it('and no cookie changes when somebody is signed in, or a neighbour has a cookie of this name', async () => {
    const visitor = here.visitor();
    await signIn(visitor);
    visitor.cookies.set('draft', 'a-neighbours');
    const { id } = (await visitor.get('/session', 'json')).json['user'];
    expect(linesOf('draft', await draftSender(here, visitor, id)({ title: DRAFT_TEXT }))).toEqual([]);
    const shown = await visitor.get('/test-draft');
    expect([draftValuesIn(shown), linesOf('draft', shown)]).toEqual([{}, []]);
  });
});
