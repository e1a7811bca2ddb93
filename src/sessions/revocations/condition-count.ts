import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { askBound } from '../../database/bound-query.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { AcceptedSessions } from './accepted-sessions.js';
import { type Condition, type Matcher, matcherOf } from './condition.js';
import { ConditionAccounts, type CountedAccount } from './condition-accounts.js';
import { judgedSeries, judgedSession } from './judged.js';
import { KnownRevocations } from './known-revocations.js';
import { RevokedLogins } from './revoked-logins.js';

/** This is how much a condition would end, of so many accounts that were looked at. */
export interface ConditionCounts {
  readonly accounts: number;
  readonly sessions: number;
  readonly series: number;
  /** It is false where somebody stopped the count: then it is what was found so far. */
  readonly isComplete: boolean;
}

export interface CountOptions {
  /** Is told after every few accounts how far it has come. */
  readonly onProgress?: (counts: ConditionCounts) => void;
  /** The count stops soon after this aborts. */
  readonly until?: AbortSignal;
}

interface SeriesRow {
  readonly user: string;
  readonly securityStamp: string;
  readonly address: string;
  readonly createdAt: number;
}

const SERIES = `select s.user_id::text as user, s.security_stamp as "securityStamp", s.address,
  (extract(epoch from s.created_at) * 1000)::float8 as "createdAt" from remember_series s
  where s.user_id = any(string_to_array($1::text, ',')::uuid[]) and s.expires_at > now() and s.created_at < $2::text::timestamptz`;

/**
 * Counts what a condition would end, exactly: what would be accepted now and is meant. Accounts come from PostgreSQL by
 * their ids, in memory that does not grow with their number.
 */
@Injectable()
export class ConditionCount {
  constructor(
    private readonly em: EntityManager,
    private readonly accounts: ConditionAccounts,
    private readonly sessions: AcceptedSessions,
    private readonly known: KnownRevocations,
    private readonly revoked: RevokedLogins,
  ) {}

  /** Throws in an outage. */
  async count(condition: Condition, { onProgress, until }: CountOptions = {}): Promise<ConditionCounts> {
    await this.known.confirm();
    const fits = matcherOf(condition);
    let counts: ConditionCounts = { accounts: 0, sessions: 0, series: 0, isComplete: false };
    // Those who hold the role are known already.
    for await (const accounts of this.accounts.pages(condition.users ?? condition.roleHolders)) {
      if (until?.aborted === true) return counts;
      const open = accounts.filter(({ active }) => active);
      const [sessions, series] = await Promise.all([this.sessionsOf(open, fits), this.seriesOf(open, condition.before, fits)]);
      counts = {
        ...counts,
        accounts: counts.accounts + accounts.length,
        sessions: counts.sessions + sessions,
        series: counts.series + series,
      };
      onProgress?.(counts);
    }
    return { ...counts, isComplete: true };
  }

  private async sessionsOf(accounts: readonly CountedAccount[], fits: Matcher): Promise<number> {
    const found = await this.sessions.of(accounts);
    return accounts.reduce((sum, account, place) => {
      const sessions = found[place] ?? [];
      return sum + sessions.filter((record) => fits(judgedSession(record, account))).length;
    }, 0);
  }

  private async seriesOf(accounts: readonly CountedAccount[], before: number, fits: Matcher): Promise<number> {
    const byId = new Map(accounts.map((account) => [account.id, account]));
    const values = [[...byId.keys()].join(','), new Date(before).toISOString()];
    const rows = await askBound<SeriesRow>(unitOfWork(this.em), SERIES, values);
    return rows.filter(({ user, securityStamp, address, createdAt }) => {
      const account = byId.get(user);
      if (account === undefined || securityStamp !== account.securityStamp) return false;
      const series = { createdAt: new Date(createdAt), address };
      return !this.revoked.isSeriesMeant(series, account) && fits(judgedSeries(series, account));
    }).length;
  }
}
