import type { AccountFilter } from '../../src/admin/users/account-filter.js';
import type { AccountOrder, AccountSort, Direction, Place } from '../../src/admin/users/account-order.js';
import { nameOf } from '../support/people.ts';

export interface List {
  readonly title: string;
  readonly filter?: AccountFilter;
  readonly order: AccountOrder;
  readonly after?: Place;
}

export interface MeasuredList {
  readonly title: string;
  readonly ms: number;
  /** These are the nodes of the plan. */
  readonly nodes: string;
}

const by = (sort: AccountSort, direction: Direction): AccountOrder => ({ sort, direction });
const [CREATED, NAME, SEEN] = [by('created', 'desc'), by('username', 'asc'), by('last-seen', 'desc')];

const ID = '00000000-0000-0000-0000-000000000000';
const micro = (day: string): string => `${Date.parse(day)}000`;

/** Each of these together with another one. */
const OTHERS: readonly (readonly [title: string, filter: AccountFilter])[] = [
  ['disabled', { state: 'disabled' }],
  ['closed', { state: 'closed' }],
  ['active', { state: 'active' }],
  ['role admin', { role: 'admin' }],
  ['not verified', { verified: false }],
  ['verified', { verified: true }],
  ['beginning that 10,000 have', { q: nameOf(120_000).slice(0, -4) }],
  ['never seen', { seenBefore: new Date('1971-01-01') }],
  ['seen in the last days', { seenAfter: new Date(Date.now() - 3 * 86_400_000) }],
];

function pairsWith(title: string, filter: AccountFilter): (readonly [title: string, filter: AccountFilter])[] {
  return OTHERS.map(([other, more]) => [`${other} with ${title}`, { ...filter, ...more }]);
}

/** Filters with few, some and nearly all of the accounts. */
const FILTERS: readonly (readonly [title: string, filter: AccountFilter])[] = [
  ['a name', { q: nameOf(123_456) }],
  ['beginning that 10 have', { q: nameOf(123_456).slice(0, -1) }],
  ['beginning that 10,000 have', { q: nameOf(120_000).slice(0, -4) }],
  ['beginning that all have', { q: 'BENCH0' }],
  ['beginning that nobody has', { q: 'zzz' }],
  ['display name', { q: 'person bench01234' }],
  ['role admin', { role: 'admin' }],
  ['role that nobody has', { role: 'wizard' }],
  ['active', { state: 'active' }],
  ['disabled', { state: 'disabled' }],
  ['closed', { state: 'closed' }],
  ['verified', { verified: true }],
  ['not verified', { verified: false }],
  ['second factor', { secondFactor: true }],
  ['no second factor', { secondFactor: false }],
  ...pairsWith('second factor', { secondFactor: true }),
  ['never seen, not verified', { seenBefore: new Date('1971-01-01'), verified: false }],
  ['seen in the last days', { seenAfter: new Date(Date.now() - 3 * 86_400_000) }],
];

const ORDERS = [
  ['newest', CREATED],
  ['by name', NAME],
  ['seen last', SEEN],
] as const;

export const LISTS: readonly List[] = [
  ...ORDERS.map(([title, order]) => ({ title: `all, ${title}`, order })),
  { title: 'all, oldest', order: by('created', 'asc') },
  { title: 'page in the middle, newest', order: CREATED, after: [micro('2022-09-27'), ID] },
  { title: 'page in the middle, by name', order: NAME, after: [nameOf(500_000), ID] },
  { title: 'page in the middle, seen last', order: SEEN, after: [micro('2025-06-01'), ID] },
  { title: 'last page, newest', order: CREATED, after: [micro('2020-01-01T01:00:00Z'), ID] },
  ...FILTERS.flatMap(([title, filter]) => ORDERS.map(([name, order]) => ({ title: `${title}, ${name}`, filter, order }))),
];
