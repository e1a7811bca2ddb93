import type { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { unlessOutage } from '../outages/outage.js';
import { RedisPort } from '../redis/redis-port.js';
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

/** All sessions of one account, on all instances. */
@Injectable()
export class AccountSessionsService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly redis: RedisPort,
    private readonly series: SeriesService,
    private readonly revoker: SessionRevoker,
  ) {}

  /** Live sessions, the present one first, then remembered devices that have none. */
  async list(principal: Principal, currentHash: string): Promise<ListedDevice[]> {
    const live = await this.live(principal);
    const standing = new Set(live.map(({ record }) => record.series));
    const asleep = (await this.series.list(principal)).filter(({ selector }) => !standing.has(selector));
    const sessions = live.map(({ hash, record }) => ({
      id: hash,
      current: hash === currentHash,
      createdAt: iso(record.signedInAt),
      lastSeenAt: iso(record.lastSeenAt),
      ip: record.address,
      userAgent: record.userAgent,
      remembered: record.series !== null,
    }));
    const devices = asleep.map((series) => ({
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
    const live = (await this.live(principal)).find(({ hash }) => hash === id);
    const series = (await this.series.list(principal)).find(({ selector }) => hashOf(selector) === id);
    if (live === undefined && series === undefined) return false;
    const selector = live?.record.series ?? series?.selector;
    if (selector !== undefined) await this.series.revoke([selector]);
    const isIt = (session: LiveSession) => session.hash === id || (selector !== undefined && session.record.series === selector);
    await this.revokeWhere(principal, isIt, 'revoked');
    return true;
  }

  /** Ends every session that grew from a series; within a transaction that holds its row, by its `em`. */
  async revokeSeries(account: AccountKeys, selector: string, reason: RevocationReason, em?: EntityManager): Promise<void> {
    await this.revokeWhere(account, ({ record }) => record.series === selector, reason, em);
  }

  /**
   * Ends the live sessions of an account that `belongs` is true for; their records. PostgreSQL is told too,
   * which a failover of Redis cannot make forget; while it is away, Redis alone has to do.
   */
  async revokeWhere(
    { id, hashTag }: AccountKeys,
    belongs: (session: LiveSession) => boolean,
    reason: RevocationReason,
    em?: EntityManager,
  ): Promise<SessionRecord[]> {
    const found = (await this.records(hashTag)).filter(belongs);
    await Promise.all(found.map(({ hash }) => this.revoker.revoke({ hashTag, hash }, reason)));
    const ends = found.map(({ hash, record }) => ({ hash, expiresAt: absoluteExpiry(record, this.settings) }));
    await this.series.recordRevocations(id, ends, em).catch(unlessOutage);
    return found.map(({ record }) => record);
  }

  /** Makes room when the account has more sessions than the cap: how many went, and the series that no session stands on now. */
  async evict(hashTag: string): Promise<{ readonly count: number; readonly series: string[] }> {
    const { sessionsPerUser } = this.settings;
    if (sessionsPerUser === undefined) return { count: 0, series: [] };
    const evicted = await this.revoker.evict(hashTag, sessionsPerUser);
    const left = new Set((evicted.length === 0 ? [] : await this.records(hashTag)).map(({ record }) => record.series));
    // A browser that was opened again has several sessions of one series: the newest still stands on it.
    const series = evicted.map((text) => decodeRecord(text)?.series ?? null).filter((selector) => selector !== null);
    return { count: evicted.length, series: series.filter((selector) => !left.has(selector)) };
  }

  /** Forgets the index of an account whose stamp has just ended all sessions, in one step. */
  clearIndex(hashTag: string): Promise<void> {
    return this.redis.clearIndex(hashTag);
  }

  private async live({ hashTag, securityStamp, revokedSessions }: Principal): Promise<LiveSession[]> {
    return (await this.records(hashTag)).filter(
      ({ hash, record }) => record.securityStamp === securityStamp && !revokedSessions.includes(hash),
    );
  }

  private async records(hashTag: string): Promise<LiveSession[]> {
    return (await this.redis.list(hashTag)).flatMap(({ hash, record: text }) => {
      const record = decodeRecord(text);
      return record === null ? [] : [{ hash, record }];
    });
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
