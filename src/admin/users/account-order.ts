import type { BoundValue } from '../../database/bound-query.js';
import type { Part } from './account-filter.js';

export const SORTS = ['created', 'username', 'last-seen'] as const;
export type AccountSort = (typeof SORTS)[number];
export const DIRECTIONS = ['asc', 'desc'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface AccountOrder {
  readonly sort: AccountSort;
  readonly direction: Direction;
}

/** This is the place behind an account in an order: the page after it begins there, whatever was added before. */
export type Place = readonly [key: string, id: string];

interface Key {
  /** The index has this. */
  readonly column: string;
  /** The same as a text, and a text as the same again. */
  readonly told: string;
  readonly read: string;
  readonly isKey: (text: string) => boolean;
}

function timeKey(column: string): Key {
  return {
    column,
    // A number of microseconds is the same whatever the driver and the time zone of the session make of times.
    told: `round(extract(epoch from ${column}) * 1000000)::bigint::text`,
    read: `timestamptz 'epoch' + ?::text::bigint * interval '1 microsecond'`,
    isKey: (text) => /^-?\d{1,17}$/.test(text),
  };
}

const KEYS: Readonly<Record<AccountSort, Key>> = {
  created: timeKey('u.created_at'),
  'last-seen': timeKey('u.last_seen_at'),
  username: {
    column: 'u.username_key collate "C"',
    told: 'u.username_key',
    read: '?::text',
    isKey: (text) => /^[\x20-\x7e]{1,20}$/.test(text),
  },
};

/** Names start at A, times with the latest. */
export function usualDirection(sort: AccountSort): Direction {
  return sort === 'username' ? 'asc' : 'desc';
}

/** Selects the key of an account in this order as a text. */
export function keyIn({ sort }: AccountOrder): string {
  return KEYS[sort].told;
}

export function orderBy({ sort, direction }: AccountOrder): string {
  const { column } = KEYS[sort];
  return sort === 'username' ? `${column} ${direction}` : `${column} ${direction}, u.id ${direction}`;
}

/** Returns the condition for what comes after this place. */
export function behind({ sort, direction }: AccountOrder, [key, id]: Place): Part {
  const { column, read } = KEYS[sort];
  const than = direction === 'asc' ? '>' : '<';
  if (sort === 'username') return [`${column} ${than} ${read}`, key];
  return [`(${column}, u.id) ${than} (${read}, ?::text::uuid)`, key, id] satisfies [string, ...BoundValue[]];
}

/** Makes a place a part of an address. */
export function cursorOf(order: AccountOrder, [key, id]: Place): string {
  return Buffer.from(JSON.stringify([order.sort, order.direction, key, id])).toString('base64url');
}

/** Reads what {@link cursorOf} made for this order; undefined for anything else. */
export function placeIn(order: AccountOrder, cursor: string): Place | undefined {
  try {
    const [sort, direction, key, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const isOurs = sort === order.sort && direction === order.direction && typeof key === 'string' && typeof id === 'string';
    return isOurs && KEYS[order.sort].isKey(key) && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id) ? [key, id] : undefined;
  } catch {
    return undefined;
  }
}
