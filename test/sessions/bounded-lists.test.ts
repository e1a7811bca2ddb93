import { MikroORM } from '@mikro-orm/core';
import { describe, expect, it, vi } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { LISTED_AT_ONCE, RedisPort } from '../../src/redis/redis-port.js';
import { AccountSessionsService } from '../../src/sessions/account-sessions.service.js';
import { addressOf } from '../../src/sessions/record/session-id.js';
import { MOST_SERIES, SeriesService } from '../../src/sessions/remember-me/series.service.js';
import { SeriesUse } from '../../src/sessions/remember-me/series-use.js';
import { rowsOf } from '../support/observing.js';
import { moreSessions, onTwoInstances, type Product } from '../support/product.js';
import { FORMATS, logIn, remembered, reopened, sessionAddress, signInOn, stateOf } from '../support/visitor.js';

const CAP = 100;

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

describe('an account whose index has thousands of sessions from before there was a cap', () => {
  it.each(FORMATS)('has a list of as many as the cap, the present one first, read a page at a time (%s)', async (format) => {
    const visitor = here.visitor();
    await signInOn(visitor);
    await moreSessions(here, visitor, 1_200);
    const list = vi.spyOn(here.app.get(RedisPort), 'list');
    const answer = await visitor.get('/settings/sessions', format);
    const current = format === 'json' ? answer.json['sessions'][0].current : answer.text.indexOf('This device') > 0;
    expect(current).toBe(true);
    const listed = format === 'json' ? answer.json['sessions'] : answer.text.match(/\/settings\/sessions\/[\w-]{43}\/revoke/g);
    expect(listed).toHaveLength(CAP);
    // Administrators who act as the person stand beside so many of their own.
    expect(list.mock.calls.map(([, { count }]) => count)).toEqual([CAP + 20]);
  });

  it('loses a bounded number of them at each login, those used least recently first', async () => {
    const visitor = here.visitor();
    const person = await signInOn(visitor);
    await moreSessions(here, visitor, 300);
    const redis = here.app.get(RedisPort);
    const { hashTag } = sessionAddress(visitor);
    for (const left of [202, 103, 100, 100]) {
      await logIn(here.visitor(), person);
      expect(await redis.count(hashTag)).toBe(left);
    }
  });

  it('is searched to its last session when a series ends, never more at once than other requests can wait for', async () => {
    const visitor = here.visitor();
    await signInOn(visitor);
    const others = await moreSessions(here, visitor, 1_200);
    const list = vi.spyOn(here.app.get(RedisPort), 'list');
    const { hashTag, hash } = sessionAddress(visitor);
    const found = new Set<string>();
    const principal = { id: '00000000-0000-0000-0000-000000000000', hashTag };
    await here.app.get(AccountSessionsService).revokeWhere(principal, (one) => (found.add(one.hash), false), 'revoked');
    expect(found.size).toBe(1_201);
    expect(found).toContain(hash);
    expect(others).toHaveLength(1_200);
    for (const [, { count }] of list.mock.calls) expect(count).toBeLessThanOrEqual(LISTED_AT_ONCE);
  });
});

describe('the session that makes room', () => {
  it('is the one used least recently, not the one that began first', async () => {
    const visitor = here.visitor();
    const person = await signInOn(visitor);
    const redis = here.app.get(RedisPort);
    const { hashTag, hash } = sessionAddress(visitor);
    const { session } = await redis.read({ hashTag, hash });
    const expiresAt = Date.now() + 1_000_000;
    const seen = async (place: number, lastSeenAt: number, ends: number) => {
      const data = JSON.parse(session ?? '') as { passport: { user: object } };
      const record = JSON.stringify({ ...data, passport: { user: { ...data.passport.user, lastSeenAt } } });
      const address = addressOf(`${hashTag}.${String(place).padStart(43, 'b')}`) ?? { hashTag, hash };
      await redis.start(address, { record, expiresAt: ends, keepUntil: ends });
      return address;
    };
    // The absolute limit of a session in use may come before the idle limit of one that is not.
    const inUse = await seen(0, Date.now(), expiresAt - 500_000);
    const idle = await seen(1, Date.now() - 600_000, expiresAt);
    for (let more = 2; more < CAP - 1; more++) await seen(more, Date.now(), expiresAt + 1_000_000);
    await logIn(here.visitor(), person);
    expect((await redis.read(idle)).session).toBe('!evicted');
    expect((await redis.read(inUse)).session).not.toBe('!evicted');
    expect(await redis.count(hashTag)).toBe(CAP);
  });
});

describe('an account', () => {
  it(`has at most ${MOST_SERIES} series: the one used longest ago makes room, and lists name no more`, async () => {
    const visitor = here.visitor();
    const person = await remembered(visitor);
    const [row] = await rowsOf(here, person);
    if (row === undefined) throw new Error('no series');
    const em = here.app.get(MikroORM).em.fork();
    const sql = `insert into remember_series select lpad(n::text, 22, 'x'), user_id, security_stamp, validator_hash, waiting_hashes,
      spent_hashes, fingerprint, address, user_agent, created_at, last_used_at - n * interval '1 minute', expires_at
      from remember_series, generate_series(1, 150) n where selector = ?`;
    await em.getConnection().execute(sql, [row.selector]);
    await logIn(here.visitor(), person, 'json', { remember: true });
    const rows = await rowsOf(here, person);
    expect(rows).toHaveLength(MOST_SERIES);
    expect(rows.map(({ selector }) => selector)).toContain(row.selector);
    expect(rows.map(({ selector }) => selector)).not.toContain('150'.padStart(22, 'x'));
    const { sessions } = (await visitor.get('/settings/sessions', 'json')).json;
    expect(sessions.length).toBeLessThanOrEqual(MOST_SERIES + 2);
  });

  it('is shown series without a session, by address, browser and time of last use, and can end them', async () => {
    const visitor = here.visitor({ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' });
    const person = await remembered(visitor);
    const phone = here.visitor();
    await logIn(phone, person);
    await here.app.get(RedisPort).revoke(sessionAddress(visitor), { reason: 'expired', keepUntil: Date.now() + 60_000 });
    const { sessions } = (await phone.get('/settings/sessions', 'json')).json;
    expect(sessions).toHaveLength(2);
    const { id, ...asleep } = sessions[1];
    expect(asleep).toMatchObject({ current: false, remembered: true, userAgent: expect.stringContaining('Firefox/140.0') });
    expect(asleep.ip).toMatch(/^(127\.0\.0\.1|::1)$/);
    expect(Date.now() - Date.parse(asleep.lastSeenAt)).toBeLessThan(60_000);
    expect((await phone.get('/settings/sessions')).text).toContain('Firefox on Linux');
    expect((await phone.post(`/settings/sessions/${id}/revoke`, {}, 'json')).status).toBe(200);
    expect(await rowsOf(here, person)).toEqual([]);
    expect(await stateOf(reopened(visitor))).toEqual({ authenticated: false });
  });
});

describe('one remember-me cookie on a hundred connections', () => {
  it('leaves one session, and holds one connection to PostgreSQL at most', async () => {
    const visitor = here.visitor();
    const person = await remembered(visitor);
    const transactions = { now: 0, most: 0 };
    for (const product of new Set([here, there])) {
      const use = product.app.get(SeriesUse);
      const present = use.present.bind(use);
      vi.spyOn(use, 'present').mockImplementation(async (...args) => {
        transactions.most = Math.max(transactions.most, (transactions.now += 1));
        return present(...args).finally(() => (transactions.now -= 1));
      });
    }
    const asked = Array.from({ length: 100 }, (_, place) =>
      reopened(visitor, place % 2 ? here : there).get('/dashboard', 'json'),
    );
    for (const { status } of await Promise.all(asked)) expect(status).toBe(200);
    expect(transactions.most).toBe(1);
    visitor.cookies.delete('session');
    await visitor.get('/dashboard');
    expect((await visitor.get('/settings/sessions', 'json')).json['sessions']).toHaveLength(1);
    expect(await rowsOf(here, person)).toHaveLength(1);
  });

  it('keeps nobody waiting longer than a second for a turn that is never given back', async () => {
    const visitor = here.visitor();
    const person = await remembered(visitor);
    const [row] = await rowsOf(here, person);
    await here.app
      .get(RedisPort)
      .seriesMarks.takeTurn(row?.selector ?? '', 'somebody who does not come back', Date.now() + 10_000);
    const waiting = reopened(visitor);
    const answer = await waiting.get('/dashboard', 'json');
    expect([answer.status, answer.setCookies.filter((line) => line.startsWith('remember=')).length]).toEqual([200, 1]);
    expect(await stateOf(waiting)).toMatchObject({ authenticated: true });
    expect(await here.app.get(SeriesService).exists(row?.selector ?? '')).toBe(true);
  });

  it('is a 503 for whoever has waited a second for another one, with one line that says why', async () => {
    const visitor = here.visitor();
    await remembered(visitor);
    const use = here.app.get(SeriesUse);
    const present = use.present.bind(use);
    const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    vi.spyOn(use, 'present').mockImplementationOnce(async (...args) => {
      begun.resolve();
      await goOn.promise;
      return present(...args);
    });
    const info = vi.spyOn(here.app.get(Logger), 'info');
    const first = reopened(visitor).get('/dashboard', 'json');
    await begun.promise;
    const second = await reopened(visitor).get('/dashboard', 'json');
    goOn.resolve();
    expect([second.status, second.headers.get('retry-after'), second.setCookies]).toEqual([503, '2', []]);
    const line = ['service unavailable', expect.objectContaining({ reason: 'turn of a remember-me series' })];
    expect(info.mock.calls.filter(([told]) => told === 'service unavailable')).toEqual([line]);
    expect((await first).status).toBe(200);
  });
});
