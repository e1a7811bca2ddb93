import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { CircuitBreakers } from '../../src/outages/circuit-breakers.js';
import { EmbeddedAdapter } from '../../src/redis/embedded/embedded.adapter.js';
import { redisClient } from '../../src/redis/server/redis-client.js';
import type { RateLimited, ConsumedWindows } from '../../src/redis/rate-limit-windows.js';
import {
  CHANGING,
  decodePrincipal,
  LISTED_AT_ONCE,
  type RedisPort,
  type SessionAddress,
  type SessionPage,
} from '../../src/redis/redis-port.js';
import { RedisServerAdapter } from '../../src/redis/server/redis-server.adapter.js';
import { withDocumentedUser } from '../support/observing.js';
import { RedisServer } from '../support/servers/index.js';

/** Every adapter keeps one contract. The server's takes part where REDIS_URL names a server. */
const ADAPTERS: [string, () => RedisPort][] = [['embedded', () => new EmbeddedAdapter(':memory:')]];
const { REDIS_URL } = process.env;
const breakers = new CircuitBreakers(new Logger({ production: false, development: false, logLevel: 'silent' }));
const onServer = (url: string) => () => new RedisServerAdapter(redisClient({ url, ca: undefined }), breakers);
if (REDIS_URL) {
  ADAPTERS.push(['Redis', onServer(REDIS_URL)]);
  // The documented rights must be enough for every call, and for scripts that the server does not know yet.
  const server = await RedisServer.start();
  afterAll(() => server.stop());
  ADAPTERS.push(['Redis, by the user of docs/redis-acl.md', onServer(await withDocumentedUser(server))]);
}

const address = (): SessionAddress => ({
  hashTag: randomBytes(12).toString('base64url'),
  hash: randomBytes(32).toString('base64url'),
});
const stored = (record: string, life = 60_000) => ({ record, expiresAt: Date.now() + life, keepUntil: Date.now() + life });
const later = () => Date.now() + 60_000;
const ALL: SessionPage = { from: 0, count: LISTED_AT_ONCE, first: 'earliest' };

describe.each(ADAPTERS)('the port on %s', (_name, make) => {
  const redis = make();
  afterAll(() => redis.close());

  it('knows nothing of a session that was never started', async () => {
    expect(await redis.read(address())).toEqual({ session: null, principal: null });
  });

  it('starts a session once', async () => {
    const session = address();
    expect(await redis.start(session, stored('{"first":1}'))).toBe(true);
    expect(await redis.start(session, stored('{"second":2}'))).toBe(false);
    expect((await redis.read(session)).session).toBe('{"first":1}');
  });

  it('saves neither a session that never was nor one that is over', async () => {
    const [never, over] = [address(), address()];
    expect(await redis.swap(never, '{}', stored('{}'))).toBe(false);
    await redis.start(over, stored('{}'));
    expect(await redis.revoke(over, { reason: 'logged-out', keepUntil: later() })).toBe('{}');
    expect(await redis.swap(over, '{}', stored('{"back":1}'))).toBe(false);
    expect((await redis.read(over)).session).toBe('!logged-out');
    expect((await redis.read(never)).session).toBe(null);
  });

  it('revokes a session only while it is what was read, where that is asked', async () => {
    const session = address();
    await redis.start(session, stored('{"n":1}'));
    const mark = { reason: 'moved', keepUntil: later() };
    expect(await redis.revoke(session, mark, '{"n":0}')).toBe(null);
    expect((await redis.read(session)).session).toBe('{"n":1}');
    expect(await redis.revoke(session, mark, '{"n":1}')).toBe('{"n":1}');
  });

  it('takes the sealed part out of a tombstone, and leaves every other one', async () => {
    const [moved, bare, alive] = [address(), address(), address()];
    await redis.revoke(moved, { reason: 'moved:hash:shows:c2VhbGVk', keepUntil: later() });
    await redis.revoke(bare, { reason: 'moved:hash:shows:', keepUntil: later() });
    await redis.start(alive, stored('{"a":{"b":{"c":{"d":1}}}}'));
    for (const session of [moved, bare, alive, address()]) await redis.unseal(session);
    const texts = await Promise.all([moved, bare, alive].map(async (session) => (await redis.read(session)).session));
    expect(texts).toEqual(['!moved:hash:shows', '!moved:hash:shows:', '{"a":{"b":{"c":{"d":1}}}}']);
  });

  it('lets one claim a deed, until it is released or its time has come', async () => {
    const { hashTag, hash: deed } = address();
    expect(await redis.claims.claim(hashTag, deed, 'first', later())).toBe(null);
    expect(await redis.claims.claim(hashTag, deed, 'second', later())).toBe('first');
    expect(await redis.claims.find(hashTag, deed)).toBe('first');
    expect(await redis.claims.replace(hashTag, deed, 'third', Date.now() + 30)).toBe('first');
    await expect.poll(async () => redis.claims.claim(hashTag, deed, 'fourth', later())).toBe(null);
    await redis.claims.release(hashTag, deed);
    expect(await redis.claims.find(hashTag, deed)).toBe(null);
    expect(await redis.claims.replace(hashTag, deed, 'fifth', later())).toBe(null);
  });

  it('does not start a session where one is over', async () => {
    const session = address();
    expect(await redis.revoke(session, { reason: 'moved', keepUntil: later() })).toBe(null);
    expect(await redis.start(session, stored('{}'))).toBe(false);
  });

  it('forgets a record when its time has come', async () => {
    const session = address();
    await redis.start(session, stored('{}', 30));
    await expect.poll(async () => (await redis.read(session)).session).toBe(null);
    expect(await redis.swap(session, '{}', stored('{}'))).toBe(false);
  });

  it('keeps the newest principal, whatever the order of the writers', async () => {
    const { hashTag, hash } = address();
    const put = (version: number, after = false) =>
      redis.putPrincipal(hashTag, { version, principal: `{"version":${version}}`, keepUntil: later() }, after);
    await put(2);
    await put(1);
    expect(decodePrincipal((await redis.read({ hashTag, hash })).principal)).toBe('{"version":2}');
    await put(10);
    expect(decodePrincipal((await redis.read({ hashTag, hash })).principal)).toBe('{"version":10}');
  });

  it('lets one of many simultaneous starts win', async () => {
    const session = address();
    const won = await Promise.all(Array.from({ length: 50 }, (_, place) => redis.start(session, stored(`{"place":${place}}`))));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('lets only the one who changes a principal write over the mark of the change', async () => {
    const { hashTag, hash } = address();
    const put = (version: number, after: boolean) =>
      redis.putPrincipal(hashTag, { version, principal: `{"version":${version}}`, keepUntil: later() }, after);
    await put(1, false);
    await redis.markChanging(hashTag, later());
    await put(1, false);
    expect((await redis.read({ hashTag, hash })).principal).toBe(CHANGING);
    await put(2, true);
    await put(1, false);
    expect(decodePrincipal((await redis.read({ hashTag, hash })).principal)).toBe('{"version":2}');
  });

  it('moves a session that lives to a new id, and no other', async () => {
    const from = address();
    const to = { ...address(), hashTag: from.hashTag };
    const mark = { reason: 'moved', keepUntil: later() };
    expect(await redis.move(from, to, stored('{}'), mark)).toBe(false);
    await redis.start(from, stored('{"old":1}'));
    expect(await redis.move(from, to, stored('{"new":1}'), mark)).toBe(true);
    expect((await redis.read(from)).session).toBe('!moved');
    expect((await redis.read(to)).session).toBe('{"new":1}');
    expect(await redis.move(from, { ...address(), hashTag: from.hashTag }, stored('{}'), mark)).toBe(false);
    expect(await redis.list(from.hashTag, ALL)).toEqual({ sessions: [{ hash: to.hash, record: '{"new":1}' }], entries: 1 });
  });

  it('moves a session that was replaced meanwhile, and none that was revoked', async () => {
    for (const [reason, goesOn] of [
      ['replaced', true],
      ['logged-out', false],
    ] as const) {
      const from = address();
      const to = { ...address(), hashTag: from.hashTag };
      await redis.start(from, stored('{}'));
      await redis.revoke(from, { reason, keepUntil: later() });
      expect(await redis.move(from, to, stored('{"new":1}'), { reason: 'moved', keepUntil: later() })).toBe(goesOn);
      expect((await redis.read(from)).session).toBe(goesOn ? '!moved' : '!logged-out');
      expect((await redis.read(to)).session).toBe(goesOn ? '{"new":1}' : null);
    }
  });

  it('swaps a session only for what was read', async () => {
    const session = address();
    await redis.start(session, stored('{"a":1}'));
    expect(await redis.swap(session, '{"b":1}', stored('{"c":1}'))).toBe(false);
    expect(await redis.swap(session, '{"a":1}', stored('{"c":1}'))).toBe(true);
    expect((await redis.read(session)).session).toBe('{"c":1}');
  });

  it('lists live sessions a page at a time, from either end, counts them, and forgets them all', async () => {
    const { hashTag } = address();
    const sessions = [1, 2, 3].map((age) => ({ ...address(), hashTag, age }));
    for (const session of sessions) await redis.start(session, stored(`{"age":${session.age}}`, 60_000 + session.age));
    const ages = async (page: SessionPage) =>
      (await redis.list(hashTag, page)).sessions.map(({ record }) => (JSON.parse(record) as { age: number }).age);
    expect(await ages(ALL)).toEqual([1, 2, 3]);
    expect(await ages({ ...ALL, first: 'latest' })).toEqual([3, 2, 1]);
    expect(await ages({ from: 1, count: 1, first: 'earliest' })).toEqual([2]);
    expect(await ages({ from: 2, count: 5, first: 'latest' })).toEqual([1]);
    expect(await redis.count(hashTag)).toBe(3);
    await redis.clearIndex(hashTag);
    expect(await redis.list(hashTag, ALL)).toEqual({ sessions: [], entries: 0 });
    expect(await redis.count(hashTag)).toBe(0);
  });

  it('takes entries out of the index whose sessions are gone, and lists none that is over', async () => {
    const { hashTag } = address();
    const [gone, ended, live] = [1, 2, 3].map(() => ({ ...address(), hashTag }));
    const until = Date.now() + 60_000;
    // This session is stored first, because the index lives as long as what it names.
    await redis.start(live ?? address(), stored('{"live":1}'));
    await redis.start(gone ?? address(), { record: '{}', expiresAt: until, keepUntil: Date.now() + 30 });
    await redis.start(ended ?? address(), { record: '{}', expiresAt: Date.now() + 30, keepUntil: until });
    await expect.poll(async () => (await redis.read(gone ?? address())).session).toBe(null);
    await expect.poll(() => redis.count(hashTag)).toBe(2);
    const sessions = [{ hash: live?.hash, record: '{"live":1}' }];
    expect(await redis.list(hashTag, ALL)).toEqual({ sessions, entries: 2 });
    expect(await redis.list(hashTag, ALL)).toEqual({ sessions, entries: 1 });
  });

  it('gives the turn of a series to one at a time, until the turn is ended, over or passed over', async () => {
    const { hash: series } = address();
    const takers = await Promise.all(['a', 'b', 'c'].map((turn) => redis.seriesMarks.takeTurn(series, turn, later())));
    expect(takers.filter((holder) => holder === null)).toHaveLength(1);
    const [holder = ''] = takers.flatMap((one) => one ?? []);
    expect(await redis.seriesMarks.takeTurn(series, 'd', later(), 'another')).toBe(holder);
    await redis.seriesMarks.endTurn(series, 'd');
    expect(await redis.seriesMarks.takeTurn(series, 'd', later())).toBe(holder);
    expect(await redis.seriesMarks.takeTurn(series, 'd', later(), holder)).toBe(null);
    await redis.seriesMarks.endTurn(series, holder);
    expect(await redis.seriesMarks.takeTurn(series, 'e', later())).toBe('d');
    await redis.seriesMarks.endTurn(series, 'd');
    expect(await redis.seriesMarks.takeTurn(series, 'e', Date.now() + 30)).toBe(null);
    await expect.poll(() => redis.seriesMarks.takeTurn(series, 'f', later())).toBe(null);
  });

  it('keeps the outcome of a turn for whoever knows its name', async () => {
    const { hash: series } = address();
    expect(await redis.seriesMarks.outcomeOfTurn(series, 'a')).toBe(null);
    await redis.seriesMarks.shareOutcome(series, 'a', 'sealed', later());
    expect(await redis.seriesMarks.outcomeOfTurn(series, 'a')).toBe('sealed');
    expect(await redis.seriesMarks.outcomeOfTurn(series, 'b')).toBe(null);
    await redis.seriesMarks.endTurn(series, 'a');
    expect(await redis.seriesMarks.outcomeOfTurn(series, 'a')).toBe('sealed');
  });

  it('keeps the first reason for which a session was revoked', async () => {
    const session = address();
    await redis.start(session, stored('{}'));
    await redis.revoke(session, { reason: 'revoked', keepUntil: later() });
    await redis.revoke(session, { reason: 'moved', keepUntil: later() });
    expect((await redis.read(session)).session).toBe('!revoked');
  });

  it('remembers which series are barred', async () => {
    const { hash } = address();
    expect(await redis.seriesMarks.isBarred(hash)).toBe(false);
    await redis.seriesMarks.bar(hash, later());
    expect(await redis.seriesMarks.isBarred(hash)).toBe(true);
  });

  it('lets one of many simultaneous claims of a deed be the first, and tells the others what that one noted', async () => {
    const { hashTag } = address();
    const notes = Array.from({ length: 20 }, (_, turn) => `note ${turn}`);
    const told = await Promise.all(notes.map((note) => redis.claims.claim(hashTag, 'a deed', note, later())));
    const first = notes.filter((_, turn) => told[turn] === null);
    expect(first).toHaveLength(1);
    expect(new Set(told.filter((note) => note !== null))).toEqual(new Set(first));
    expect(await redis.claims.find(hashTag, 'a deed')).toBe(first[0]);
    expect(await redis.claims.find(hashTag, 'another deed')).toBe(null);
  });

  it('keeps the latest revision until its time has come', async () => {
    const { hash } = address();
    expect(await redis.revisions.read(hash)).toBeNull();
    await redis.revisions.write(hash, 'first', Date.now() + 60_000);
    await redis.revisions.write(hash, 'second', Date.now() + 300);
    expect(await redis.revisions.read(hash)).toBe('second');
    await vi.waitFor(async () => expect(await redis.revisions.read(hash)).toBeNull(), { timeout: 3_000 });
  });

  it('forgets a claim when its time has come', async () => {
    const { hashTag } = address();
    await redis.claims.claim(hashTag, 'a deed', 'noted', Date.now() + 20);
    await vi.waitFor(async () => expect(await redis.claims.find(hashTag, 'a deed')).toBe(null), { timeout: 5_000 });
    expect(await redis.claims.claim(hashTag, 'a deed', 'noted anew', later())).toBe(null);
  });

  describe('counts', () => {
    const minute = { count: 3, period: 60_000 };
    const hour = { count: 5, period: 3_600_000 };
    const take = (count: string, limits = [minute, hour]) => redis.rateLimits.consume(count, limits);

    it('allow as many tries as their smallest window, and tell for how long they are full', async () => {
      const { hash } = address();
      for (let place = 0; place < 3; place += 1) expect(await take(hash)).toHaveLength(2);
      const { retryAfter } = (await take(hash)) as RateLimited;
      expect(retryAfter).toBeGreaterThan(50_000);
      expect(retryAfter).toBeLessThanOrEqual(60_000);
      // The refused try has taken no place in the longer window.
      expect(await take(hash, [hour])).toHaveLength(1);
      expect(await take(hash, [hour])).toHaveLength(1);
      expect(await take(hash, [hour])).toHaveProperty('retryAfter');
    });

    it('are refunded in the window that counted the try', async () => {
      const { hash } = address();
      const short = { count: 1, period: 1_000 };
      const first = (await take(hash, [short])) as ConsumedWindows;
      await redis.rateLimits.refund(hash, [short], first);
      const second = (await take(hash, [short])) as ConsumedWindows;
      await vi.waitFor(async () => expect(await take(hash, [short])).not.toHaveProperty('retryAfter'), { timeout: 3_000 });
      // This refund is for a window that is over; the new window keeps its count.
      await redis.rateLimits.refund(hash, [short], second);
      expect(await take(hash, [short])).toHaveProperty('retryAfter');
    });

    it('begin again when they are reset', async () => {
      const { hash } = address();
      for (let place = 0; place < 3; place += 1) await take(hash);
      await redis.rateLimits.reset(hash, [minute, hour]);
      expect(await take(hash)).toHaveLength(2);
    });

    it('are exact when many come at once', async () => {
      const { hash } = address();
      const taken = await Promise.all(Array.from({ length: 100 }, () => take(hash)));
      expect(taken.filter((place) => !('retryAfter' in place))).toHaveLength(3);
    });
  });
});
