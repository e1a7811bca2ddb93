import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { KeptReading } from '../../cache/kept-reading.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { askBound } from '../../database/bound-query.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { AcceptedSessions } from '../../sessions/revocations/accepted-sessions.js';
import { ConditionAccounts } from '../../sessions/revocations/condition-accounts.js';
import { LastSeen } from '../../users/last-seen.js';

/** Milliseconds: whoever asks more often gets the same figure. */
const KEPT = 30_000;

/** Of so many accounts all are looked at, and of more about so many by chance: the figure is right to some per cent then. */
const LOOKED_AT = 2_000;

/** Milliseconds: when an account was seen is known to the hour. */
const HOUR = 3_600_000;

/** An index has the time and the id, so that no row of an account is read. */
const SINCE = `from users u where u.last_seen_at >= $1::text::timestamptz`;
export const FIRST_SEEN = `select u.id::text as id ${SINCE} limit $2`;
export const HOW_MANY = `select count(*)::float8 as count ${SINCE}`;
export const SOME_SEEN = `select u.id::text as id ${SINCE} and random() < $2::text::float8`;

/** So many sessions would be accepted at `countedAt`, by all instances together. */
export interface LiveSessionCount {
  readonly count: number;
  /** It is true where only a part of the accounts was looked at; then the count has two digits that mean something. */
  readonly isEstimate: boolean;
  readonly countedAt: string;
}

/**
 * Counts live sessions where somebody looks, by the accounts that were seen within the life of a session: nothing is written
 * when a session begins or ends, and Redis needs no right to scan keys. Sessions in which administrators act are left out.
 */
@Injectable()
export class LiveSessions {
  private readonly kept = new KeptReading<LiveSessionCount>(KEPT);

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'sessionIdleTimeout' | 'sessionAbsoluteTimeout'>,
    private readonly em: EntityManager,
    private readonly lastSeen: LastSeen,
    private readonly accounts: ConditionAccounts,
    private readonly sessions: AcceptedSessions,
  ) {}

  /** Throws in an outage. */
  count(now: number = Date.now()): Promise<LiveSessionCount> {
    return this.kept.get(now, () => this.read(now));
  }

  private async read(now: number): Promise<LiveSessionCount> {
    // Otherwise whoever has just logged in to look would not see even themselves.
    await this.lastSeen.write();
    const life = Math.min(this.settings.sessionIdleTimeout, this.settings.sessionAbsoluteTimeout);
    const since = new Date(now - life - HOUR).toISOString();
    const countedAt = new Date(now).toISOString();
    const all = await this.ids(FIRST_SEEN, since, LOOKED_AT + 1);
    if (all.length <= LOOKED_AT) return { count: await this.sessionsOf(all), isEstimate: false, countedAt };
    const [seen] = await askBound<{ count: number }>(unitOfWork(this.em), HOW_MANY, [since]);
    const total = seen?.count ?? all.length;
    const some = await this.ids(SOME_SEEN, since, Math.min(1, LOOKED_AT / total));
    const found = await this.sessionsOf(some);
    return { count: twoDigits((found * total) / Math.max(1, some.length)), isEstimate: true, countedAt };
  }

  private async ids(statement: string, since: string, bound: number): Promise<string[]> {
    return (await askBound<{ id: string }>(unitOfWork(this.em), statement, [since, bound])).map(({ id }) => id);
  }

  private async sessionsOf(ids: readonly string[]): Promise<number> {
    let count = 0;
    for await (const accounts of this.accounts.pages(ids)) {
      const sessions = (await this.sessions.of(accounts)).flat();
      count += sessions.filter(({ impersonation }) => impersonation === undefined).length;
    }
    return count;
  }
}

/** More digits would look as if somebody knew them. */
function twoDigits(count: number): number {
  return Number(count.toPrecision(2));
}
