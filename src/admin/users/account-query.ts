import { Problem } from '../../http/errors/problem.js';
import { trimOuter } from '../../forms/outer-white-space.js';
import type { FieldValues } from '../../http/responses/outcome.js';
import { type AccountFilter, STATES } from './account-filter.js';
import { type AccountOrder, DIRECTIONS, type Place, placeIn, SORTS, usualDirection } from './account-order.js';

/** What the address of a list says. */
export interface AccountQuery {
  readonly filter: AccountFilter;
  readonly order: AccountOrder;
  readonly after: Place | undefined;
  /** These are the fields as they were typed, without those that say nothing. */
  readonly typed: FieldValues & Readonly<Record<string, string>>;
}

const FIELDS = ['q', 'role', 'state', 'verified', 'secondFactor', 'seenAfter', 'seenBefore', 'sort', 'direction'] as const;

type Typed = Readonly<Partial<Record<(typeof FIELDS)[number] | 'after', string>>>;

/** Longer ones are no beginning of anything that an account has. */
const LONGEST = 254;

/** Reads the query of an address. Throws a Problem for what says nothing that we know: a list of others would mislead. */
export function readAccountQuery(query: Readonly<Record<string, unknown>>): AccountQuery {
  const entries = [...FIELDS, 'after'].map((field) => [field, textOf(query, field)] as const);
  const typed: Typed = Object.fromEntries(entries.filter(([, text]) => text !== ''));
  const sort = oneOf(SORTS, 'sort', typed.sort) ?? 'created';
  const order = { sort, direction: oneOf(DIRECTIONS, 'direction', typed.direction) ?? usualDirection(sort) };
  const { after, ...fields } = typed;
  return { filter: filterOf(typed), order, after: after === undefined ? undefined : placeOf(order, after), typed: fields };
}

function filterOf(typed: Typed): AccountFilter {
  return {
    q: typed.q,
    role: typed.role,
    state: oneOf(STATES, 'state', typed.state),
    verified: answerOf('verified', typed.verified),
    secondFactor: answerOf('secondFactor', typed.secondFactor),
    seenAfter: timeOf('seenAfter', typed.seenAfter),
    seenBefore: timeOf('seenBefore', typed.seenBefore),
  };
}

function textOf(query: Readonly<Record<string, unknown>>, field: string): string {
  const value = Object.hasOwn(query, field) ? query[field] : '';
  if (typeof value !== 'string' || value.length > LONGEST || value.includes('\0')) throw unreadable(field);
  return trimOuter(value);
}

function oneOf<Word extends string>(words: readonly Word[], field: string, text: string | undefined): Word | undefined {
  const found = words.find((word) => word === text);
  if (text !== undefined && found === undefined) throw unreadable(field);
  return found;
}

function answerOf(field: string, text: string | undefined): boolean | undefined {
  const answer = oneOf(['yes', 'no'], field, text);
  return answer === undefined ? undefined : answer === 'yes';
}

/** A day without a time begins at midnight, UTC. */
function timeOf(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (!/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text) || Number.isNaN(time.getTime())) throw unreadable(field);
  return time;
}

function placeOf(order: AccountOrder, cursor: string): Place {
  const place = placeIn(order, cursor);
  if (place === undefined) throw unreadable('after');
  return place;
}

function unreadable(field: string): Problem {
  return new Problem('bad_request', { reason: `the query's ${field} says nothing that a list of accounts knows` });
}
