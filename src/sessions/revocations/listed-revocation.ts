import { type Condition, conditionOf } from './condition.js';
import type { MassRevocation } from './mass-revocation.entity.js';

/** This is how much somebody has counted beforehand. */
export interface CountedBeforehand {
  readonly sessions: number;
  readonly series: number;
}

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
  /** This is null where nobody has counted to the end. */
  readonly counted: CountedBeforehand | null;
}

export function listedRevocation(row: MassRevocation): ListedRevocation {
  const { users, roleHolders: _kept, ...condition } = conditionOf(row);
  const [createdAt, expiresAt] = [row.createdAt.getTime(), row.expiresAt.getTime()];
  const { id, reason, createdBy } = row;
  const about = { users: users?.length ?? null, reason: reason ?? null, counted: countedIn(row) };
  return { id, ...condition, ...about, createdAt, createdBy, expiresAt };
}

function countedIn({ countedSessions, countedSeries }: MassRevocation): CountedBeforehand | null {
  const [sessions, series] = [countedSessions ?? null, countedSeries ?? null];
  return sessions === null || series === null ? null : { sessions, series };
}
