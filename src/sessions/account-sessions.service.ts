import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { unlessOutage } from '../outages/outage.js';
import { RedisPort } from '../redis/redis-port.js';
import { AccountEvents } from '../users/account-events.js';
import type { Principal } from '../users/principal/principal.js';
import { listedSeries, listedSession, type ListedDevice } from './listed-device.js';
import { hashOf } from './remember-me/remember-cookie.js';
import { SeriesService } from './remember-me/series.service.js';
import { type LiveSession, SessionIndex } from './record/session-index.js';
import { SessionRevoker } from './record/session-revoker.js';
import type { RevocationReason, SessionRecord } from './record/session-record.js';
import { decodeRecord } from './record/session-codec.js';
import { absoluteExpiry } from './record/session-expiry.js';

type AccountKeys = Pick<Principal, 'id' | 'hashTag'>;

/** One login evicts at most so many sessions; an account has more than the cap only after the cap was lowered. */
const EVICTED_AT_ONCE = 100;

/**
 * Lists and revokes the sessions of one account on all instances. Every call is bounded work, whatever an account has
 * piled up.
 */
@Injectable()
export class AccountSessionsService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly redis: RedisPort,
    private readonly series: SeriesService,
    private readonly index: SessionIndex,
    private readonly revoker: SessionRevoker,
    private readonly events: AccountEvents,
  ) {}

  /** Lists live sessions up to the cap, the present one first; remembered devices that have no session follow. */
  async list(principal: Principal, currentHash: string): Promise<ListedDevice[]> {
    const [records, remembered] = await Promise.all([
      this.index.list(principal.hashTag, this.settings.sessionsPerUser),
      this.series.list(principal),
    ]);
    const live = await this.withCurrent(
      principal,
      currentHash,
      records.filter((session) => isValid(session, principal)),
    );
    const standing = new Set(live.map(({ record }) => record.series));
    const sessions = live.map((session) => listedSession(session, currentHash));
    const devices = remembered.filter(({ selector }) => !standing.has(selector)).map(listedSeries);
    return [...sessions.sort((one, other) => Number(other.current) - Number(one.current)), ...devices];
  }

  /** Revokes one session with its series, or a remembered device. It returns false when the account has none of that id. */
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

  /** Revokes every session that was derived from a series. */
  async revokeSeries(account: AccountKeys, selector: string, reason: RevocationReason): Promise<void> {
    await this.revokeWhere(account, ({ record }) => record.series === selector, reason);
  }

  /**
   * Revokes the sessions that a series had before the one of this hash, because a series stands for one browser.
   * PostgreSQL need not know: a failover of Redis that brings one back signs nobody in who was not signed in.
   */
  async replaceSeriesSession(hashTag: string, selector: string, hash: string): Promise<void> {
    const before = (await this.index.list(hashTag)).filter((one) => one.record.series === selector && one.hash !== hash);
    await Promise.all(before.map((one) => this.revoker.revoke({ hashTag, hash: one.hash }, 'replaced')));
  }

  /**
   * Revokes the live sessions of an account for which `belongs` is true, and returns their records. PostgreSQL is
   * told too, because a failover of Redis may lose the revocation; while PostgreSQL is away, Redis alone has to do.
   */
  async revokeWhere(
    account: AccountKeys,
    belongs: (session: LiveSession) => boolean,
    reason: RevocationReason,
  ): Promise<SessionRecord[]> {
    const found = (await this.index.list(account.hashTag)).filter(belongs);
    await this.revokeAll(account, found, reason);
    return found.map(({ record }) => record);
  }

  /** Evicts the sessions used least recently when the account has more than the cap, and forgets their browsers. */
  async makeRoom({ hashTag }: AccountKeys): Promise<void> {
    const surplus = (await this.index.count(hashTag)) - this.settings.sessionsPerUser;
    if (surplus <= 0) return;
    const going = (await this.index.leastRecentlyUsed(hashTag)).slice(0, Math.min(surplus, EVICTED_AT_ONCE));
    const ended = await Promise.all(going.map(({ hash }) => this.revoker.revoke({ hashTag, hash }, 'evicted')));
    // Of two logins at once, only one has revoked this session.
    const evicted = ended.flatMap((text) => decodeRecord(text) ?? []);
    await this.series.revoke(evicted.flatMap(({ series }) => series ?? []));
    for (const { accountId } of evicted) this.events.announce('session-evicted', { accountId });
  }

  /** Clears the index of an account in one step, after a new security stamp has revoked all its sessions. */
  clearIndex(hashTag: string): Promise<void> {
    return this.redis.clearIndex(hashTag);
  }

  private async revokeAll({ id, hashTag }: AccountKeys, found: readonly LiveSession[], reason: RevocationReason): Promise<void> {
    await Promise.all(found.map(({ hash }) => this.revoker.revoke({ hashTag, hash }, reason)));
    const ends = found.map(({ hash, record }) => ({ hash, expiresAt: absoluteExpiry(record, this.settings) }));
    await this.series.recordRevocations(id, ends).catch(unlessOutage);
  }

  private async find(principal: Principal, hash: string): Promise<LiveSession | undefined> {
    const found = await this.index.find({ hashTag: principal.hashTag, hash });
    return found !== undefined && isValid(found, principal) ? found : undefined;
  }

  /** Adds the present session, which the index may leave out when an account has more sessions than the cap. */
  private async withCurrent(principal: Principal, currentHash: string, live: LiveSession[]): Promise<LiveSession[]> {
    if (live.length < this.settings.sessionsPerUser || live.some(({ hash }) => hash === currentHash)) return live;
    const current = await this.find(principal, currentHash);
    return current === undefined ? live : [current, ...live.slice(0, -1)];
  }
}

function isValid({ hash, record }: LiveSession, { securityStamp, revokedSessions }: Principal): boolean {
  return record.securityStamp === securityStamp && !revokedSessions.includes(hash);
}
