import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { unlessOutage } from '../outages/outage.js';
import { LISTED_AT_ONCE, type ListedSession, RedisPort } from '../redis/redis-port.js';
import type { Principal } from '../users/principal/principal.js';
import { hashOf } from './remember-me/remember-cookie.js';
import { SeriesService } from './remember-me/series.service.js';
import { SessionRevoker } from './record/session-revoker.js';
import type { RevocationReason, SessionRecord } from './record/session-record.js';
import { decodeRecord } from './record/session-codec.js';
import { absoluteExpiry } from './record/session-expiry.js';

/** A live session, or a remembered device without one, as its owner sees it. Times are ISO 8601. */
export interface ListedDevice {
  /** A hash: no value of any cookie. */
  readonly id: string;
  readonly current: boolean;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly remembered: boolean;
}

type AccountKeys = Pick<Principal, 'id' | 'hashTag'>;

export interface LiveSession {
  readonly hash: string;
  readonly record: SessionRecord;
}

/** Two pages of an index overlap by so many entries: what ends between them shifts none out of sight. */
const OVERLAP = 50;

/** Sessions that make room at one login: more are left only by a cap that was lowered. */
const EVICTED_AT_ONCE = 100;

const HASH = /^[\w-]{43}$/;

/** All sessions of one account, on all instances. Every call is bounded work, whatever an account has piled up. */
@Injectable()
export class AccountSessionsService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly redis: RedisPort,
    private readonly series: SeriesService,
    private readonly revoker: SessionRevoker,
  ) {}

  /** Live sessions, as many as the cap allows, the present one first; then remembered devices that have none. */
  async list(principal: Principal, currentHash: string): Promise<ListedDevice[]> {
    const [records, remembered] = await Promise.all([
      this.records(principal.hashTag, this.settings.sessionsPerUser),
      this.series.list(principal),
    ]);
    const live = await this.withCurrent(
      principal,
      currentHash,
      records.filter((session) => isValid(session, principal)),
    );
    const standing = new Set(live.map(({ record }) => record.series));
    const sessions = live.map(({ hash, record }) => ({
      id: hash,
      current: hash === currentHash,
      createdAt: iso(record.signedInAt),
      lastSeenAt: iso(record.lastSeenAt),
      ip: record.address,
      userAgent: record.userAgent,
      remembered: record.series !== null,
    }));
    const devices = remembered
      .filter(({ selector }) => !standing.has(selector))
      .map((series) => ({
        id: hashOf(series.selector),
        current: false,
        createdAt: series.createdAt.toISOString(),
        lastSeenAt: series.lastUsedAt.toISOString(),
        ip: series.address,
        userAgent: series.userAgent,
        remembered: true,
      }));
    return [...sessions.sort((one, other) => Number(other.current) - Number(one.current)), ...devices];
  }

  /** Ends one session with its series, or a remembered device; false when the account has none of that id. */
  async revokeOne(principal: Principal, id: string): Promise<boolean> {
    const live = await this.find(principal, id);
    const series = (await this.series.list(principal)).find(({ selector }) => hashOf(selector) === id);
    if (live === undefined && series === undefined) return false;
    const selector = live?.record.series ?? series?.selector;
    if (selector !== undefined) await this.series.revoke([selector]);
    if (live !== undefined) await this.revokeAll(principal, [live], 'revoked');
    if (selector !== undefined) await this.revokeSeries(principal, selector, 'revoked');
    return true;
  }

  /** Ends every session that grew from a series. */
  async revokeSeries(account: AccountKeys, selector: string, reason: RevocationReason): Promise<void> {
    await this.revokeWhere(account, ({ record }) => record.series === selector, reason);
  }

  /**
   * Ends the sessions that a series had before the one of this hash: it stands for one browser. Not noted in
   * PostgreSQL: a failover that brings one back signs nobody in who was not signed in.
   */
  async replaceSeriesSession(hashTag: string, selector: string, hash: string): Promise<void> {
    const before = (await this.records(hashTag)).filter((one) => one.record.series === selector && one.hash !== hash);
    await Promise.all(before.map((one) => this.revoker.revoke({ hashTag, hash: one.hash }, 'replaced')));
  }

  /**
   * Ends the live sessions of an account that `belongs` is true for; their records. PostgreSQL is told too,
   * which a failover of Redis cannot make forget; while it is away, Redis alone has to do.
   */
  async revokeWhere(
    account: AccountKeys,
    belongs: (session: LiveSession) => boolean,
    reason: RevocationReason,
  ): Promise<SessionRecord[]> {
    const found = (await this.records(account.hashTag)).filter(belongs);
    await this.revokeAll(account, found, reason);
    return found.map(({ record }) => record);
  }

  /** Makes room when the account has more sessions than the cap; the records that went, those used least recently. */
  async evict(hashTag: string): Promise<SessionRecord[]> {
    const surplus = (await this.redis.count(hashTag)) - this.settings.sessionsPerUser;
    if (surplus <= 0) return [];
    const { sessions } = await this.redis.list(hashTag, { from: 0, count: LISTED_AT_ONCE, first: 'earliest' });
    const leastRecent = sessions.flatMap(decoded).sort((one, other) => one.record.lastSeenAt - other.record.lastSeenAt);
    const going = leastRecent.slice(0, Math.min(surplus, EVICTED_AT_ONCE));
    const ended = await Promise.all(going.map(({ hash }) => this.revoker.revoke({ hashTag, hash }, 'evicted')));
    // Of two logins at once, one has ended it.
    return ended.flatMap((text) => decodeRecord(text) ?? []);
  }

  /** Forgets the index of an account whose stamp has just ended all sessions, in one step. */
  clearIndex(hashTag: string): Promise<void> {
    return this.redis.clearIndex(hashTag);
  }

  private async revokeAll({ id, hashTag }: AccountKeys, found: readonly LiveSession[], reason: RevocationReason): Promise<void> {
    await Promise.all(found.map(({ hash }) => this.revoker.revoke({ hashTag, hash }, reason)));
    const ends = found.map(({ hash, record }) => ({ hash, expiresAt: absoluteExpiry(record, this.settings) }));
    await this.series.recordRevocations(id, ends).catch(unlessOutage);
  }

  private async find(principal: Principal, hash: string): Promise<LiveSession | undefined> {
    if (!HASH.test(hash)) return undefined;
    const record = decodeRecord((await this.redis.read({ hashTag: principal.hashTag, hash })).session);
    return record !== null && isValid({ hash, record }, principal) ? { hash, record } : undefined;
  }

  /** Of more sessions than the cap, the present one may not be among the last to end. */
  private async withCurrent(principal: Principal, currentHash: string, live: LiveSession[]): Promise<LiveSession[]> {
    if (live.length < this.settings.sessionsPerUser || live.some(({ hash }) => hash === currentHash)) return live;
    const current = await this.find(principal, currentHash);
    return current === undefined ? live : [current, ...live.slice(0, -1)];
  }

  /** The last to end first, at most `atMost`; a page at a time, so that no other request waits for the whole of it. */
  private async records(hashTag: string, atMost = Infinity): Promise<LiveSession[]> {
    const found = new Map<string, LiveSession>();
    for (let from = 0; from < atMost; from += LISTED_AT_ONCE - OVERLAP) {
      const count = Math.min(LISTED_AT_ONCE, atMost - from);
      const { sessions, entries } = await this.redis.list(hashTag, { from, count, first: 'latest' });
      for (const session of sessions.flatMap(decoded)) found.set(session.hash, session);
      if (entries < count) break;
    }
    return [...found.values()];
  }
}

function decoded({ hash, record: text }: ListedSession): LiveSession[] {
  const record = decodeRecord(text);
  return record === null ? [] : [{ hash, record }];
}

function isValid({ hash, record }: LiveSession, { securityStamp, revokedSessions }: Principal): boolean {
  return record.securityStamp === securityStamp && !revokedSessions.includes(hash);
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
