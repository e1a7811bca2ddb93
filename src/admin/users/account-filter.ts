import type { BoundValue } from '../../database/bound-query.js';
import { isPrintableAscii } from '../../forms/ascii.js';
import { canonicalEmail } from '../../users/rules/account-email.js';
import { isAccountId } from '../../users/user.entity.js';

export const STATES = ['active', 'disabled', 'closed'] as const;
export type AccountState = (typeof STATES)[number];

/** Which accounts are wanted: those for which everything that is said here is true. */
export interface AccountFilter {
  /** The beginning of a username, an address or a display name, whatever the case, or an id. */
  readonly q?: string | undefined;
  readonly role?: string | undefined;
  readonly state?: AccountState | undefined;
  readonly verified?: boolean | undefined;
  readonly secondFactor?: boolean | undefined;
  /** Seen at this time or later. */
  readonly seenAfter?: Date | undefined;
  /** Seen before this time, or never. */
  readonly seenBefore?: Date | undefined;
}

/** This is a part of a condition with the values of its question marks. */
export type Part = readonly [sql: string, ...values: BoundValue[]];

const IN_STATE: Readonly<Record<AccountState, string>> = {
  active: 'u.active and u.delete_at is null',
  disabled: 'not u.active',
  closed: 'u.active and u.delete_at is not null',
};

/** Returns the parts of the condition on `users u`, all of which must hold. */
export function partsOf({ q, role, state, verified, secondFactor, seenAfter, seenBefore }: AccountFilter): Part[] {
  // Nobody was: PostgreSQL would look at everybody to find that out.
  if (seenAfter !== undefined && seenBefore !== undefined && seenAfter >= seenBefore) return [['false']];
  const parts: Part[] = [];
  if (q !== undefined && q !== '') parts.push(matching(q));
  // The second condition is that of the index, which has no others.
  if (role !== undefined) parts.push([`u.roles @> array[?::text] and u.roles <> '{}'`, role]);
  if (state !== undefined) parts.push([IN_STATE[state]]);
  if (verified !== undefined) parts.push([`u.email_verified_at is ${verified ? 'not null' : 'null'}`]);
  if (secondFactor !== undefined) parts.push([secondFactor ? 'u.has_second_factor' : 'not u.has_second_factor']);
  if (seenAfter !== undefined) parts.push(['u.last_seen_at >= ?::text::timestamptz', seenAfter.toISOString()]);
  if (seenBefore !== undefined) parts.push(['u.last_seen_at < ?::text::timestamptz', seenBefore.toISOString()]);
  return parts;
}

/** The indices are in the order of bytes; a collation here would take the planner's knowledge of the column from it. */
function matching(text: string): Part {
  const key = canonicalEmail(text);
  if (isAccountId(key)) return ['u.id = ?::text::uuid', key];
  const byDisplayName: Part = ['lower(u.display_name) like lower(?::text)', beginning(text.normalize('NFC'))];
  // Names and addresses have no other characters.
  if (!isPrintableAscii(key)) return byDisplayName;
  const [sql, ...values] = byDisplayName;
  const ids = idsBeginningWith(key);
  const byKey: Part = ['u.username_key like ?::text or u.email like ?::text', beginning(key), beginning(key)];
  const byId = ids === undefined ? [] : ['u.id between ?::text::uuid and ?::text::uuid'];
  return [`(${[byKey[0], ...byId, sql].join(' or ')})`, ...byKey.slice(1), ...(ids ?? []), ...values];
}

/** Returns a pattern in which a wildcard that somebody typed means itself. */
function beginning(text: string): string {
  return `${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

/** Returns the first and the last id that begin so; undefined for what begins none. Eight digits and a hyphen are a time. */
function idsBeginningWith(key: string): [string, string] | undefined {
  const zero = '00000000-0000-0000-0000-000000000000';
  const filled = (digit: string): string => key + zero.replaceAll('0', digit).slice(key.length);
  return key.length >= 9 && isAccountId(filled('0')) ? [filled('0'), filled('f')] : undefined;
}
