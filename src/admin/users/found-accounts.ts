import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { askBound, type BoundValue } from '../../database/bound-query.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { type AccountFilter, type AccountState, partsOf } from './account-filter.js';
import { type AccountOrder, behind, keyIn, orderBy, type Place } from './account-order.js';

/** This is an account as administrators see it in a list. */
export interface FoundAccount {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  readonly state: AccountState;
  readonly roles: readonly string[];
  readonly emailVerified: boolean;
  readonly secondFactor: boolean;
  readonly createdAt: string;
  /** To the hour; null for never. */
  readonly lastSeenAt: string | null;
}

/** `next` is the place behind the last account; null where no more come. */
export interface AccountPage {
  readonly accounts: readonly FoundAccount[];
  readonly next: Place | null;
}

interface Row extends Omit<FoundAccount, 'roles' | 'state' | 'createdAt' | 'lastSeenAt'> {
  readonly roles: string;
  readonly active: boolean;
  readonly closed: boolean;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly key: string;
}

const COLUMNS = `u.id::text as id, u.username, u.email, u.display_name as "displayName", u.active,
  u.delete_at is not null as closed, array_to_string(u.roles, ',') as roles, u.email_verified_at is not null as "emailVerified",
  u.has_second_factor as "secondFactor", (extract(epoch from u.created_at) * 1000)::float8 as "createdAt",
  (extract(epoch from u.last_seen_at) * 1000)::float8 as "lastSeenAt"`;

/** A streamed answer holds so many accounts at a time. */
const STREAMED = 1_000;

/** Finds accounts among a million: a page costs the same wherever it stands (bench/results/admin.md). */
@Injectable()
export class FoundAccounts {
  constructor(private readonly em: EntityManager) {}

  async page(filter: AccountFilter, order: AccountOrder, after: Place | undefined, limit: number): Promise<AccountPage> {
    const [sql, values] = statementOf(filter, order, after, limit + 1);
    const rows = await askBound<Row>(unitOfWork(this.em), sql, values);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return { accounts: shown.map(accountOf), next: last === undefined ? null : [last.key, last.id] };
  }

  /** Yields all accounts of this filter, a page of them after the other. */
  async *pages(filter: AccountFilter, order: AccountOrder): AsyncGenerator<readonly FoundAccount[]> {
    for (let after: Place | null | undefined; after !== null;) {
      const { accounts, next }: AccountPage = await this.page(filter, order, after, STREAMED);
      yield accounts;
      after = next;
    }
  }
}

/** Returns the statement of a page with the values that it binds. */
export function statementOf(
  filter: AccountFilter,
  wanted: AccountOrder,
  after: Place | undefined,
  limit: number,
): [sql: string, values: BoundValue[]] {
  const parts = [...partsOf(filter), ...(after === undefined ? [] : [behind(wanted, after)])];
  const where = parts.length === 0 ? 'true' : parts.map(([sql]) => `(${sql})`).join(' and ');
  const values = [...parts.flatMap(([, ...bound]) => bound), limit];
  let place = 0;
  const order = orderBy(wanted);
  const page = `select * from users u where ${where} order by ${order} limit ?`;
  const text = `select ${COLUMNS}, ${keyIn(wanted)} as key from (${page}) u order by ${order}`;
  return [text.replaceAll('?', () => `$${(place += 1)}`), values];
}

function accountOf({ active, closed, roles, createdAt, lastSeenAt, key: _key, ...row }: Row): FoundAccount {
  return {
    ...row,
    state: active ? (closed ? 'closed' : 'active') : 'disabled',
    roles: roles === '' ? [] : roles.split(','),
    createdAt: new Date(createdAt).toISOString(),
    lastSeenAt: lastSeenAt === 0 ? null : new Date(lastSeenAt).toISOString(),
  };
}
