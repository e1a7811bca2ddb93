import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { unlessOutage } from '../outages/outage.js';
import { RedisPort } from '../redis/redis-port.js';
import { AccountEvents } from '../users/account-events.js';
import type { AccountKeys, Principal } from '../users/principal/principal.js';
import { listedSeries, listedSession, type ListedDevice } from './listed-device.js';
import { RevokedLogins } from './revocations/revoked-logins.js';
import { hashOf } from './remember-me/remember-cookie.js';
import { SeriesService } from './remember-me/series.service.js';
import { type LiveSession, SessionIndex } from './record/session-index.js';
import { SessionRevoker } from './record/session-revoker.js';
import type { RevocationReason, SessionRecord } from './record/session-record.js';
import { decodeRecord } from './record/session-codec.js';
import { absoluteExpiry } from './record/session-expiry.js';

/** One login evicts at most so many sessions; an account has more than the cap only after the cap was lowered. */
const EVICTED_AT_ONCE = 100;

/** So many administrators who act as one person at a time are listed beside that one's own sessions. */
const IMPERSONATED_AT_MOST = 20;

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
    private readonly revoked: RevokedLogins,
  ) {}

  /** Lists live sessions up to the cap, the present one first; remembered devices that have no session follow. */
  async list(principal: Principal, currentHash: string): Promise<ListedDevice[]> {
    const [records, remembered] = await Promise.all([this.listUpToCap(principal.hashTag), this.series.list(principal)]);
    const live = await this.withCurrent(
      principal,
      currentHash,
      records.filter((session) => this.isAccepted(session, principal)),
    );
    const standing = new Set(live.map(({ record }) => record.series));
    const sessions = live.map((session) => listedSession(session, currentHash));
    const alone = remembered.filter((one) => !standing.has(one.selector) && !this.revoked.isSeriesMeant(one, principal));
    const devices = alone.map(listedSeries);
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
   * PostgreSQL is told too: a failover of Redis would bring one back after a logout that knows only its successor.
   */
  async replaceSeriesSession(account: AccountKeys, selector: string, hash: string): Promise<void> {
    await this.revokeWhere(account, (one) => one.record.series === selector && one.hash !== hash, 'replaced');
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

  /** Ends every session of an account whose stamp changes or which goes; only tombstones stay, and they name nobody. */
  async endAll(hashTag: string, reason: RevocationReason): Promise<void> {
    const all = await this.index.list(hashTag);
    await Promise.all(all.map(({ hash }) => this.revoker.revoke({ hashTag, hash }, reason)));
    await this.redis.clearIndex(hashTag);
  }

  /**
   * Ends the sessions of a security stamp that is over, but for the one of this hash: they are revoked already, and what
   * they say of their person would outlive the account. Those of a later stamp stay.
   */
  async endOfStamp(hashTag: string, securityStamp: string, exceptHash = ''): Promise<void> {
    const all = await this.index.list(hashTag);
    const over = all.filter(({ hash, record }) => record.securityStamp === securityStamp && hash !== exceptHash);
    await Promise.all(over.map(({ hash }) => this.revoker.revoke({ hashTag, hash }, 'revoked')));
  }

  /** Lists all live sessions of an account for its owner's export. */
  async listAll(hashTag: string): Promise<ListedDevice[]> {
    return (await this.index.list(hashTag)).map((session) => listedSession(session, ''));
  }

  /** Evicts the sessions used least recently when the account has more than the cap, and forgets their browsers. */
  async makeRoom({ hashTag }: AccountKeys): Promise<void> {
    const surplus = (await this.index.count(hashTag)) - this.settings.sessionsPerUser;
    if (surplus <= 0) return;
    const first = await this.index.leastRecentlyUsed(hashTag);
    const own = first.filter(isOwn);
    // Administrators who act as the person push out none of the person's own; theirs are among the first to expire.
    const going = own.slice(0, Math.max(0, Math.min(surplus - (first.length - own.length), EVICTED_AT_ONCE)));
    const ended = await Promise.all(going.map(({ hash }) => this.revoker.revoke({ hashTag, hash }, 'evicted')));
    // Of two logins at once, only one has revoked this session.
    const evicted = ended.flatMap((text) => decodeRecord(text) ?? []);
    await this.series.revoke(evicted.flatMap(({ series }) => series ?? []));
    for (const { accountId } of evicted) this.events.announce('session-evicted', { accountId });
  }

  private async revokeAll({ id, hashTag }: AccountKeys, found: readonly LiveSession[], reason: RevocationReason): Promise<void> {
    await Promise.all(found.map(({ hash }) => this.revoker.revoke({ hashTag, hash }, reason)));
    const ends = found.map(({ hash, record }) => ({ hash, expiresAt: absoluteExpiry(record, this.settings) }));
    await this.series.recordRevocations(id, ends).catch(unlessOutage);
  }

  private async find(principal: Principal, hash: string): Promise<LiveSession | undefined> {
    const found = await this.index.find({ hashTag: principal.hashTag, hash });
    return found !== undefined && this.isAccepted(found, principal) ? found : undefined;
  }

  /** Sessions in which an administrator acts as the person take no place of one of theirs. */
  private async listUpToCap(hashTag: string): Promise<LiveSession[]> {
    const cap = this.settings.sessionsPerUser;
    const all = await this.index.list(hashTag, cap + IMPERSONATED_AT_MOST);
    const [own, others] = [all.filter(isOwn), all.filter((one) => !isOwn(one))];
    return [...own.slice(0, cap), ...others];
  }

  /** Adds the present session, which the index may leave out when an account has more sessions than the cap. */
  private async withCurrent(principal: Principal, currentHash: string, live: LiveSession[]): Promise<LiveSession[]> {
    if (live.length < this.settings.sessionsPerUser || live.some(({ hash }) => hash === currentHash)) return live;
    const current = await this.find(principal, currentHash);
    return current === undefined ? live : [current, ...live.slice(0, -1)];
  }

  private isAccepted({ hash, record }: LiveSession, principal: Principal): boolean {
    if (record.securityStamp !== principal.securityStamp || principal.revokedSessions.includes(hash)) return false;
    return !this.revoked.isSessionMeant(record, principal);
  }
}

function isOwn({ record }: LiveSession): boolean {
  return record.impersonation === undefined;
}
