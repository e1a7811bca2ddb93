import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { type Principal, principalOfUser } from '../../users/principal/principal.js';
import { RevokedSession } from '../../users/principal/revoked-session.entity.js';
import { User } from '../../users/user.entity.js';
import { expiryOf } from '../record/session-expiry.js';
import { type LiveSession, SessionIndex } from '../record/session-index.js';
import { Series } from '../remember-me/series.entity.js';
import { type Condition, matcherOf } from './condition.js';
import { judgedSeries, judgedSession } from './judged.js';
import { RevokedLogins } from './revoked-logins.js';

/** So many accounts are looked at together: their sessions share round trips, and Redis serves others in between. */
const AT_ONCE = 500;

/** This is how much a condition would end, of so many accounts that were looked at. */
export interface ConditionCounts {
  readonly accounts: number;
  readonly sessions: number;
  readonly series: number;
}

/**
 * Counts what a condition would end, exactly: what would be accepted now and is meant. Accounts come from PostgreSQL by
 * their ids, and Redis is asked for the sessions of each by its index: so it needs no right to scan keys, works on a
 * Cluster, and keeps nobody waiting.
 */
@Injectable()
export class ConditionCount {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly em: EntityManager,
    private readonly index: SessionIndex,
    private readonly revoked: RevokedLogins,
  ) {}

  /** Tells `onProgress` after every few accounts how far it has come. Throws in an outage. */
  async count(condition: Condition, onProgress: (counts: ConditionCounts) => void): Promise<ConditionCounts> {
    let counts: ConditionCounts = { accounts: 0, sessions: 0, series: 0 };
    // Those who hold the role are known already.
    for await (const users of this.pages(condition.users ?? condition.roleHolders)) {
      const found = await this.countOf(users, condition);
      counts = {
        accounts: counts.accounts + users.length,
        sessions: counts.sessions + found.sessions,
        series: counts.series + found.series,
      };
      onProgress(counts);
    }
    return counts;
  }

  private async *pages(ids: readonly string[] | null): AsyncGenerator<readonly User[]> {
    for (let from = 0; ids !== null && from < ids.length; from += AT_ONCE) {
      yield await unitOfWork(this.em).find(User, { id: { $in: ids.slice(from, from + AT_ONCE) } });
    }
    for (let after: string | undefined; ids === null;) {
      const where = after === undefined ? {} : { id: { $gt: after } };
      const users = await unitOfWork(this.em).find(User, where, { orderBy: { id: 'asc' }, limit: AT_ONCE });
      yield users;
      after = users.at(-1)?.id;
      if (users.length < AT_ONCE) return;
    }
  }

  private async countOf(users: readonly User[], condition: Condition): Promise<{ sessions: number; series: number }> {
    const fits = matcherOf(condition);
    const principals = await this.principalsOf(users);
    const sessions = await Promise.all(
      [...principals.values()].map(async (principal) => {
        const live = await this.index.list(principal.hashTag);
        return live.filter((session) => this.isAccepted(session, principal) && fits(judgedSession(session.record, principal)));
      }),
    );
    const series = await this.seriesOf(principals, condition.before);
    return {
      sessions: sessions.flat().length,
      series: series.filter(([one, principal]) => fits(judgedSeries(one, principal))).length,
    };
  }

  /** Nobody is signed in to an account that is closed or disabled. */
  private async principalsOf(users: readonly User[]): Promise<ReadonlyMap<string, Principal>> {
    const where = { user: { $in: users.map(({ id }) => id) }, expiresAt: { $gt: new Date() } };
    const rows = await unitOfWork(this.em).find(RevokedSession, where, { fields: ['sessionHash', 'user'] });
    const ended = Map.groupBy(rows, ({ user }) => user);
    const principals = users.map((user) =>
      principalOfUser(
        user,
        (ended.get(user.id) ?? []).map(({ sessionHash }) => sessionHash),
      ),
    );
    return new Map(principals.filter(({ active }) => active).map((principal) => [principal.id, principal]));
  }

  private isAccepted({ hash, record }: LiveSession, principal: Principal): boolean {
    if (record.accountId !== principal.id || record.securityStamp !== principal.securityStamp) return false;
    if (principal.revokedSessions.includes(hash) || expiryOf(record, this.settings) <= Date.now()) return false;
    return !this.revoked.isSessionMeant(record, principal);
  }

  private async seriesOf(principals: ReadonlyMap<string, Principal>, before: number): Promise<[Series, Principal][]> {
    const where = { user: { $in: [...principals.keys()] }, expiresAt: { $gt: new Date() }, createdAt: { $lt: new Date(before) } };
    const found = await unitOfWork(this.em).find(Series, where);
    return found.flatMap((series): [Series, Principal][] => {
      const principal = principals.get(series.user);
      if (principal === undefined || series.securityStamp !== principal.securityStamp) return [];
      return this.revoked.isSeriesMeant(series, principal) ? [] : [[series, principal]];
    });
  }
}
