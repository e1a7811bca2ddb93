import type { BoundValue } from '../../database/bound-query.js';
import { STORED_ROW, type StoredRow } from '../rows/stored-row.js';
import { type AuditFilter, conditionOf } from './audit-filter.js';

export type FoundRow = StoredRow & { readonly account: string | null; readonly actorAccount: string | null };

interface PageOf {
  readonly before: string | undefined;
  readonly limit: number;
  /** These are the addresses of the filter's network; undefined where they are not known. */
  readonly addresses: readonly string[] | undefined;
}

/**
 * Returns the statement of a page with the values that it binds. First it finds ids, by indices that hold all that a
 * filter asks for: an account, an event or an address may have a hundred thousand rows that the rest of it does not fit.
 */
export function pageStatement(filter: AuditFilter, { before, limit, addresses }: PageOf): [sql: string, values: BoundValue[]] {
  const { sql, values } = conditionOf(addresses === undefined ? filter : { ...filter, address: undefined }, before);
  const bound = [...values, limit];
  const newest = (where: string): string =>
    `select e.id from audit_events e where ${where} order by e.id desc limit $${values.length + 1}`;
  const ids = addresses === undefined ? newest(sql) : newestOfEach(newest(`${sql} and e.address = a.address`), bound.length);
  const text = `select ${STORED_ROW}, s.account::text as account, a.account::text as "actorAccount"
    from (${ids}) found join audit_events e on e.id = found.id
    left join audit_subjects s on s.subject = e.subject left join audit_subjects a on a.subject = e.actor
    order by e.id desc`;
  return [text, addresses === undefined ? bound : [...bound, addresses.join(',')]];
}

/** The newest of all are among the newest of each address. */
function newestOfEach(ofOne: string, bound: number): string {
  return `select n.id from unnest(string_to_array($${bound + 1}, ',')::inet[]) a (address) cross join lateral (${ofOne}) n
    order by n.id desc limit $${bound}`;
}
