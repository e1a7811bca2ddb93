import { randomUUIDv7 } from 'node:crypto';
import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { ExpiringRows } from '../../database/expiring-rows.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { Features } from '../../features/features.js';
import { isOutage, unlessOutage } from '../../outages/outage.js';
import { RedisPort } from '../../redis/redis-port.js';
import { AccountEvents } from '../../users/account-events.js';
import { KEPT_AFTER_EXPIRY } from '../record/session-expiry.js';
import { RememberMeSettings } from '../remember-me/remember-me.settings.js';
import { type Condition, conditionOf } from './condition.js';
import { ConditionCount, type ConditionCounts, type CountOptions } from './condition-count.js';
import { type ConditionRequest, InvalidCondition, readCondition } from './condition-request.js';
import { ConditionUsers } from './condition-users.js';
import { KnownRevocations } from './known-revocations.js';
import { MassRevocation } from './mass-revocation.entity.js';
import { changingRevision, newRevision, REVISION } from './revision.js';

declare module '../../log/security-events.js' {
  interface AccountEventCatalogue {
    'sessions-mass-revoked': true;
  }
}

/** A revision stays in Redis for so many milliseconds: one that has expired in Redis costs one look at PostgreSQL. */
const KEPT_FOR = 30 * 86_400_000;

/** This is a mass revocation as operators see it. Times are milliseconds since 1970. */
export interface ListedRevocation extends Omit<Condition, 'users' | 'roleHolders'> {
  readonly id: string;
  /** This is how many accounts it names; null where it means all. */
  readonly users: number | null;
  readonly reason: string | null;
  readonly createdAt: number;
  /** This is `operator`, or the id of the account that did it. */
  readonly createdBy: string;
  readonly expiresAt: number;
}

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
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'sessionAbsoluteTimeout'>,
    private readonly rememberMe: RememberMeSettings,
    private readonly em: EntityManager,
    private readonly redis: RedisPort,
    private readonly users: ConditionUsers,
    private readonly counting: ConditionCount,
    private readonly known: KnownRevocations,
    private readonly events: AccountEvents,
    private readonly features: Features,
  ) {
    super();
  }

  /**
   * Ends all that the condition means, in one write, whatever its number. `createdBy` is `operator` or the id of an
   * account. Throws {@link InvalidCondition}, and in an outage of PostgreSQL; nothing is done then.
   */
  async create(request: ConditionRequest, createdBy: string): Promise<StartedRevocation> {
    const { before, users, roleHolders, ...texts } = await this.read(request);
    const createdAt = new Date();
    const dates = { before: new Date(before), createdAt, expiresAt: this.expiryOf(createdAt) };
    const lists = { users: users && [...users], roleHolders: roleHolders && [...roleHolders] };
    const row = { id: randomUUIDv7(), ...texts, ...dates, ...lists, createdBy };
    // Where PostgreSQL is away nobody is told anything: readers would wait for it.
    await unitOfWork(this.em).count(MassRevocation);
    // Readers look at PostgreSQL from now on, so that a failure between the two writes is no gap.
    const isExpected = await this.announce(changingRevision());
    const em = unitOfWork(this.em);
    const kept = em.create(MassRevocation, row);
    await em.flush();
    const isAnnounced = (await this.announce(newRevision())) && isExpected;
    this.events.announce('sessions-mass-revoked', { accountId: undefined, reason: row.id });
    await this.known.reload().catch(unlessOutage);
    return { ...listed(kept), isAnnounced };
  }

  /** Returns what a condition would end now, exactly. Throws {@link InvalidCondition}, and in an outage. */
  async count(request: ConditionRequest, options?: CountOptions): Promise<ConditionCounts> {
    return this.counting.count(await this.read(request), options);
  }

  /** Returns those in force, the newest first. */
  async list(): Promise<ListedRevocation[]> {
    const rows = await unitOfWork(this.em).find(MassRevocation, { expiresAt: { $gt: new Date() } }, { orderBy: { id: 'desc' } });
    return rows.map(listed);
  }

  /** Removes those that can end nothing any more. */
  async sweep(atMost: number): Promise<void> {
    const em = unitOfWork(this.em);
    const rows = await em.find(MassRevocation, { expiresAt: { $lte: new Date() } }, { fields: ['id'], limit: atMost });
    await em.nativeDelete(MassRevocation, { id: { $in: rows.map(({ id }) => id) } });
  }

  private async read(request: ConditionRequest): Promise<Condition & { readonly reason: string | null }> {
    const condition = readCondition(request);
    const { role } = condition;
    const { roles } = this.features;
    if (role !== null && !roles.isRole(role)) {
      const values = { role, roles: roles.names.join(', ') };
      throw new InvalidCondition({ role: [{ code: 'revocationRoleUnknown', values }] });
    }
    const users = request.users === undefined ? null : await this.users.find(request.users);
    return { ...condition, users, roleHolders: role === null ? null : await this.users.holdersOf(role) };
  }

  /**
   * What began before is used no more from now on, so it has expired after the longest life that it can have from now.
   * A record may outlive its session by a day.
   */
  private expiryOf(createdAt: Date): Date {
    const longest = Math.max(this.settings.sessionAbsoluteTimeout, this.rememberMe.rememberMeDuration);
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

function listed(row: MassRevocation): ListedRevocation {
  const { users, roleHolders: _kept, ...condition } = conditionOf(row);
  const [createdAt, expiresAt] = [row.createdAt.getTime(), row.expiresAt.getTime()];
  const { id, reason, createdBy } = row;
  return { id, ...condition, users: users?.length ?? null, reason: reason ?? null, createdAt, createdBy, expiresAt };
}
