import { randomUUIDv7 } from 'node:crypto';
import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { ExpiringRows } from '../../database/expiring-rows.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { isOutage, unlessOutage } from '../../outages/outage.js';
import { RedisPort } from '../../redis/redis-port.js';
import { AccountEvents } from '../../users/account-events.js';
import { isAccountId } from '../../users/user.entity.js';
import { KEPT_AFTER_EXPIRY } from '../record/session-expiry.js';
import { ConditionCount, type ConditionCounts, type CountOptions } from './condition-count.js';
import { ConditionReader, type StatedCondition } from './condition-reader.js';
import type { ConditionRequest } from './condition-request.js';
import { KnownRevocations } from './known-revocations.js';
import { type CountedBeforehand, type ListedRevocation, listedRevocation } from './listed-revocation.js';
import { MassRevocation } from './mass-revocation.entity.js';
import { changingRevision, newRevision, REVISION } from './revision.js';

declare module '../../log/security-events.js' {
  interface AccountEventCatalogue {
    'sessions-mass-revoked': true;
  }
}

/** A revision stays in Redis for so many milliseconds: one that has expired in Redis costs one look at PostgreSQL. */
const KEPT_FOR = 30 * 86_400_000;

export interface StartedRevocation extends ListedRevocation {
  /**
   * Every instance is sure to know it within a second. It is false when Redis could not be told: then each learns it
   * within half a minute, and before it accepts anybody where it has lost Redis too.
   */
  readonly isAnnounced: boolean;
}

/** Begins mass revocations, lists them, and counts beforehand what one would end. None is taken back: what has ended stays over. */
@Injectable()
export class MassRevocations extends ExpiringRows {
  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'parts' | 'sessionAbsoluteTimeout'>,
    private readonly em: EntityManager,
    private readonly redis: RedisPort,
    private readonly reader: ConditionReader,
    private readonly counting: ConditionCount,
    private readonly known: KnownRevocations,
    private readonly events: AccountEvents,
  ) {
    super();
  }

  /**
   * Ends all that the condition means, in one write, whatever its number. `createdBy` is `operator` or the id of an
   * account. Throws InvalidCondition, and in an outage of PostgreSQL; nothing is done then.
   */
  async create(request: ConditionRequest, createdBy: string): Promise<StartedRevocation> {
    return this.begin(await this.reader.read(request), createdBy, null);
  }

  /** Does the same as {@link create} with a condition that has been read, and keeps what was counted beforehand. */
  async begin(
    { before, users, roleHolders, ...texts }: StatedCondition,
    createdBy: string,
    counted: CountedBeforehand | null,
  ): Promise<StartedRevocation> {
    const createdAt = new Date();
    const dates = { before: new Date(before), createdAt, expiresAt: this.expiryOf(createdAt) };
    const lists = { users: users && [...users], roleHolders: roleHolders && [...roleHolders] };
    const counts = { countedSessions: counted?.sessions ?? null, countedSeries: counted?.series ?? null };
    const row = { id: randomUUIDv7(), ...texts, ...dates, ...lists, ...counts, createdBy };
    // Where PostgreSQL is away nobody is told anything: readers would wait for it.
    await unitOfWork(this.em).count(MassRevocation);
    // Readers look at PostgreSQL from now on, so that a failure between the two writes is no gap.
    const isExpected = await this.announce(changingRevision());
    const em = unitOfWork(this.em);
    const kept = em.create(MassRevocation, row);
    await em.flush();
    const isAnnounced = (await this.announce(newRevision())) && isExpected;
    const actorId = isAccountId(createdBy) ? createdBy : undefined;
    this.events.announce('sessions-mass-revoked', { accountId: undefined, actorId, reason: row.id });
    await this.known.reload().catch(unlessOutage);
    return { ...listedRevocation(kept), isAnnounced };
  }

  /** Returns what a condition would end now, exactly. Throws InvalidCondition, and in an outage. */
  async count(request: ConditionRequest, options?: CountOptions): Promise<ConditionCounts> {
    return this.counting.count(await this.reader.read(request), options);
  }

  /** Returns those in force, the newest first. */
  async list(): Promise<ListedRevocation[]> {
    const rows = await unitOfWork(this.em).find(MassRevocation, { expiresAt: { $gt: new Date() } }, { orderBy: { id: 'desc' } });
    return rows.map(listedRevocation);
  }

  /**
   * Returns all that are kept, in force or about to be removed, the newest first: at most `limit`, behind the one with
   * this id if there is one.
   */
  async page(limit: number, after?: string): Promise<ListedRevocation[]> {
    const where = after === undefined ? {} : { id: { $lt: after } };
    return (await unitOfWork(this.em).find(MassRevocation, where, { orderBy: { id: 'desc' }, limit })).map(listedRevocation);
  }

  /** Returns null where there is no such one any more. */
  async find(id: string): Promise<ListedRevocation | null> {
    const row = await unitOfWork(this.em).findOne(MassRevocation, { id });
    return row === null ? null : listedRevocation(row);
  }

  /** Removes those that can end nothing any more. */
  async sweep(atMost: number): Promise<void> {
    const em = unitOfWork(this.em);
    const rows = await em.find(MassRevocation, { expiresAt: { $lte: new Date() } }, { fields: ['id'], limit: atMost });
    await em.nativeDelete(MassRevocation, { id: { $in: rows.map(({ id }) => id) } });
  }

  /**
   * What began before is used no more from now on, so it has expired after the longest life that it can have from now; the
   * trust in devices, which this room does not know, has one too.
   * A record may outlive its session by a day.
   */
  private expiryOf(createdAt: Date): Date {
    const longest = Math.max(this.settings.sessionAbsoluteTimeout, this.settings.parts.longestLife);
    return new Date(createdAt.getTime() + longest + KEPT_AFTER_EXPIRY);
  }

  private async announce(revision: string): Promise<boolean> {
    try {
      await this.redis.revisions.write(REVISION, revision, Date.now() + KEPT_FOR);
      return true;
    } catch (error) {
      if (!isOutage(error)) throw error;
      return false;
    }
  }
}
