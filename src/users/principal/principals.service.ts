import { EntityManager } from '@mikro-orm/core';
import { Injectable, Optional } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { unlessOutage } from '../../outages/outage.js';
import { CHANGING, decodePrincipal, RedisPort } from '../../redis/redis-port.js';
import { RevokedSession } from './revoked-session.entity.js';
import { type AccountKeys, isPrincipal, type Principal, principalOfUser, tombstoneOf } from './principal.js';
import { PrincipalExtras } from './principal-extras.js';
import { isAccountId, User } from '../user.entity.js';

/** A cached principal serves for so many milliseconds without a look at PostgreSQL. */
const FRESH_FOR = 60_000;

/** It serves for so many milliseconds while PostgreSQL does not answer. */
const SERVES_AT_MOST = 3_600_000;

/** The mark of a change bars the cache for so many milliseconds when the process that changes dies. */
const CHANGE_TAKES_AT_MOST = 10_000;

/**
 * This is raised when an entry of a build before would be misread. Entries are a cache, so one of another format,
 * earlier or later, is not translated but read again from PostgreSQL.
 */
const FORMAT = 1;

interface Cached {
  /** This is missing in entries of the first builds. */
  readonly format?: number;
  readonly principal: Principal;
  /** This is when the principal was read from PostgreSQL, in milliseconds since 1970. */
  readonly readAt: number;
}

/** Finds the principal of a session, nearly always in what Redis answered with the session itself. */
@Injectable()
export class PrincipalsService {
  private readonly readings = new Map<string, Promise<Principal | null>>();

  constructor(
    private readonly em: EntityManager,
    private readonly redis: RedisPort,
    @Optional() private readonly extras?: PrincipalExtras,
  ) {}

  /**
   * Returns the principal of the account, or null when there is none; `entry` is what Redis has of it. Throws when
   * PostgreSQL is silent and the cache has nothing that may still serve.
   */
  async resolve(accountId: string, entry: string | null): Promise<Principal | null> {
    const cached = parse(decodePrincipal(entry), accountId);
    // A time that lies ahead is as far from now as one that is past.
    const age = cached === null ? Infinity : Math.abs(Date.now() - cached.readAt);
    if (cached !== null && age < FRESH_FOR && cached.readAt > this.redis.reconnectedAt) return cached.principal;
    // A change is under way, so neither the old principal nor one read now may be cached.
    if (entry === CHANGING) return this.read(accountId);
    try {
      return await this.readOnce(accountId);
    } catch (error) {
      if (cached !== null && age < SERVES_AT_MOST) return cached.principal;
      throw error;
    }
  }

  /** Reads the principal as PostgreSQL has it now; returns null when there is no such account. */
  async read(accountId: string, em = unitOfWork(this.em)): Promise<Principal | null> {
    const user = isAccountId(accountId) ? await em.findOne(User, { id: accountId }) : null;
    if (user === null) return null;
    const revoked = await em.find(
      RevokedSession,
      { user: accountId, expiresAt: { $gt: new Date() } },
      { fields: ['sessionHash'] },
    );
    const principal = principalOfUser(
      user,
      revoked.map((session) => session.sessionHash),
    );
    return { ...principal, ...(await this.extrasOf(accountId, em)) };
  }

  /** Caches the account's principal as PostgreSQL has it now; in an outage it does nothing. */
  async warm(accountId: string): Promise<void> {
    await this.readOnce(accountId).catch(unlessOutage);
  }

  /** Caches what was just read from PostgreSQL, so that the next page need not ask. */
  async remember(principal: Principal, { afterChange } = { afterChange: false }): Promise<void> {
    const now = Date.now();
    const json = JSON.stringify({ format: FORMAT, principal, readAt: now } satisfies Cached);
    const entry = { version: principal.version, principal: json, keepUntil: now + SERVES_AT_MOST };
    await this.redis.putPrincipal(principal.hashTag, entry, afterChange);
  }

  /**
   * Changes an account so that no instance serves the old principal afterwards: the cache is barred before the commit
   * and holds the new version after it, with all that a team's provider adds. Throws, and changes nothing, when the
   * cache cannot be barred or the provider does not answer.
   */
  async change({ id, hashTag }: AccountKeys, commit: () => Promise<Principal>): Promise<Principal> {
    // Without them somebody would lose a role, or a rule that denies by one would stand open, until the next reading.
    const extras = await this.extrasOf(id, unitOfWork(this.em));
    await this.redis.markChanging(hashTag, Date.now() + CHANGE_TAKES_AT_MOST);
    const principal = { ...(await commit()), ...extras };
    // The change is made; if Redis has gone away since, the mark expires by itself.
    await this.remember(principal, { afterChange: true }).catch(() => undefined);
    return principal;
  }

  /**
   * Removes an account: the cache keeps a tombstone of a higher version, so that no slow reader revives it. `commit`
   * returns the account's last version, or null where it stays. Throws when the cache cannot be barred.
   */
  async remove({ id, hashTag }: AccountKeys, commit: () => Promise<number | null>): Promise<boolean> {
    await this.redis.markChanging(hashTag, Date.now() + CHANGE_TAKES_AT_MOST);
    const last = await commit();
    if (last !== null) await this.remember(tombstoneOf({ id, hashTag }, last + 1), { afterChange: true }).catch(() => undefined);
    return last !== null;
  }

  private async extrasOf(accountId: string, em: EntityManager): Promise<Pick<Principal, 'extras'>> {
    return this.extras === undefined ? {} : { extras: await this.extras.load(accountId, em) };
  }

  /** Sends one SELECT per account and instance at a time, however many requests wait for it. */
  private readOnce(accountId: string): Promise<Principal | null> {
    const underWay = this.readings.get(accountId);
    if (underWay) return underWay;
    const reading = this.readAndRemember(accountId).finally(() => this.readings.delete(accountId));
    this.readings.set(accountId, reading);
    return reading;
  }

  private async readAndRemember(accountId: string): Promise<Principal | null> {
    const principal = await this.read(accountId);
    // This is only a cache: when Redis refuses to write, what PostgreSQL says still counts, and never the older entry.
    if (principal !== null) await this.remember(principal).catch(unlessOutage);
    return principal;
  }
}

/** Returns null for anything but a principal of this account, so that a corrupt entry is read again from PostgreSQL. */
function parse(json: string | null, accountId: string): Cached | null {
  if (json === null) return null;
  try {
    const { format = FORMAT, principal, readAt } = Object(JSON.parse(json)) as Partial<Record<keyof Cached, unknown>>;
    if (format !== FORMAT || !isPrincipal(principal) || principal.id !== accountId || typeof readAt !== 'number') return null;
    return { principal, readAt };
  } catch {
    return null;
  }
}
