import type { EntityManager } from '@mikro-orm/core';
import { askBound } from '../../database/bound-query.js';
import { type AuditFilter, isNetwork } from './audit-filter.js';

/** The newest rows of each of so many addresses cost less than 50 ms, of a million. */
export const AT_MOST = 256;

/** Each step finds the next address by the index, however many rows the one before has. */
export const ADDRESSES = `with recursive found (address) as (
    (select e.address from audit_events e where e.address <<= $1::text::inet order by e.address limit 1)
    union all
    select (select e.address from audit_events e where e.address <<= $1::text::inet and e.address > f.address order by e.address limit 1)
    from found f where f.address is not null
  ) select host(f.address) as address from found f where f.address is not null limit $2`;

/**
 * Returns the addresses that the log has of the filter's network. PostgreSQL takes the rows of a network for spread evenly
 * over time, so it would look for the rows of one that has moved away among all that came since. Returns undefined where
 * that is no matter: without a network, with one that has many addresses, and where an account's rows are looked through.
 */
export async function addressesIn(
  em: EntityManager,
  { address, account, actor }: AuditFilter,
): Promise<readonly string[] | undefined> {
  if (address === undefined || !isNetwork(address) || account !== undefined || actor !== undefined) return undefined;
  const rows = await askBound<{ address: string }>(em, ADDRESSES, [address, AT_MOST + 1]);
  return rows.length > AT_MOST ? undefined : rows.map((row) => row.address);
}
