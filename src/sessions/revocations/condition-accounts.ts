import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { askBound, type BoundValue } from '../../database/bound-query.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import type { Principal } from '../../users/principal/principal.js';

/** So many accounts are looked at together: their sessions share round trips, and Redis serves others in between. */
const AT_ONCE = 512;

/** This is what a count must know of an account. */
export type CountedAccount = Pick<Principal, 'id' | 'hashTag' | 'securityStamp' | 'active' | 'roles' | 'revokedSessions'>;

/** Lists are texts here, because drivers read arrays of PostgreSQL each in their own way. */
type Row = Omit<CountedAccount, 'roles' | 'revokedSessions'> & { readonly roles: string; readonly revoked: string };

/** Nobody is signed in to an account that is closed or disabled. */
const COLUMNS = `u.id::text as id, u.hash_tag as "hashTag", u.security_stamp as "securityStamp",
  u.active and u.delete_at is null as active, array_to_string(u.roles, ',') as roles,
  coalesce((select string_agg(r.session_hash, ',') from revoked_sessions r where r.user_id = u.id and r.expires_at > now()), '') as revoked`;

/** The row of every account has all that is kept about a person: the columns that count are asked for, and no entities made. */
const ALL = `select ${COLUMNS} from users u where u.id > $1::text::uuid order by u.id limit $2`;
const LISTED = `select ${COLUMNS} from users u where u.id = any(string_to_array($1::text, ',')::uuid[])`;

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Reads the accounts that a condition may mean, some at a time, in memory that does not grow with their number. */
@Injectable()
export class ConditionAccounts {
  constructor(private readonly em: EntityManager) {}

  /** Yields these accounts, or all for null. PostgreSQL is asked for the next ones while somebody looks at the last. */
  pages(ids: readonly string[] | null): AsyncGenerator<readonly CountedAccount[]> {
    return ahead(ids === null ? this.all() : this.listed(ids));
  }

  private async *all(): AsyncGenerator<readonly CountedAccount[]> {
    for (let after: string | undefined = BEFORE_ALL; after !== undefined;) {
      const accounts: readonly CountedAccount[] = await this.ask(ALL, [after, AT_ONCE]);
      after = accounts.length < AT_ONCE ? undefined : accounts.at(-1)?.id;
      yield accounts;
    }
  }

  private async *listed(ids: readonly string[]): AsyncGenerator<readonly CountedAccount[]> {
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      yield await this.ask(LISTED, [ids.slice(from, from + AT_ONCE).join(',')]);
    }
  }

  private async ask(sql: string, values: readonly BoundValue[]): Promise<readonly CountedAccount[]> {
    const rows = await askBound<Row>(unitOfWork(this.em), sql, values);
    return rows.map(({ roles, revoked, ...row }) => ({ ...row, roles: wordsIn(roles), revokedSessions: wordsIn(revoked) }));
  }
}

function wordsIn(text: string): string[] {
  return text === '' ? [] : text.split(',');
}

async function* ahead<Page>(pages: AsyncGenerator<Page>): AsyncGenerator<Page> {
  for (let coming = pages.next(); ;) {
    const { done, value } = await coming;
    if (done === true) return;
    coming = pages.next();
    // Whoever takes this page meets the failure of the next one in its turn, or takes no more.
    coming.catch(() => undefined);
    yield value;
  }
}
