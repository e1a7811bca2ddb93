import type { BoundValue } from '../../database/bound-query.js';
import { firstIdOf } from '../rows/event-id.js';

/** Which rows are wanted: those for which everything that is said here is true. */
export interface AuditFilter {
  /** Rows about this account, by its id, or by the pseudonym that is left of an account that was erased. */
  readonly account?: string | undefined;
  /** What this account did to others, by its id or pseudonym. */
  readonly actor?: string | undefined;
  readonly events?: readonly string[] | undefined;
  /** This is an address, or a network such as `192.0.2.0/24`. */
  readonly address?: string | undefined;
  /** Rows of this time and later. */
  readonly from?: Date | undefined;
  /** Rows before this time. */
  readonly to?: Date | undefined;
}

/** This is the condition of a statement with the values that it binds. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly BoundValue[];
}

const SUBJECT_OF = '(select coalesce((select subject from audit_subjects where account = ?::text::uuid), ?::text::uuid))';

/**
 * Returns the condition on `audit_events e` for this filter and for rows before the id `before`. Each of its values may
 * stand in it more than once.
 */
export function conditionOf(filter: AuditFilter, before: string | undefined): Condition {
  const parts: [string, BoundValue][] = [];
  const { account, actor, events, address, from, to } = filter;
  if (account !== undefined) parts.push([`e.subject = ${SUBJECT_OF}`, account]);
  if (actor !== undefined) parts.push([`e.actor = ${SUBJECT_OF}`, actor]);
  const [event, ...more] = events ?? [];
  if (event !== undefined && more.length === 0) parts.push(['e.event = ?', event]);
  else if (events !== undefined) parts.push([`e.event = any (string_to_array(?, ','))`, events.join(',')]);
  // The index has the rows of one address in the order of their ids, and those of a network in none.
  if (address !== undefined) parts.push([`e.address ${isNetwork(address) ? '<<=' : '='} ?::text::inet`, address]);
  // The id begins with the time.
  if (from !== undefined) parts.push(['e.id >= ?::text::uuid', firstIdOf(from.getTime())]);
  if (to !== undefined) parts.push(['e.id < ?::text::uuid', firstIdOf(to.getTime())]);
  if (before !== undefined) parts.push(['e.id < ?::text::uuid', before]);
  const sql = parts.map(([part], place) => part.replaceAll('?', `$${place + 1}`)).join(' and ');
  return { sql: sql === '' ? 'true' : sql, values: parts.map(([, value]) => value) };
}

/** Tells a network, which says how many bits stand fast, from one address. */
export function isNetwork(address: string): boolean {
  return address.includes('/');
}
