import type { FieldValues } from '../../http/responses/outcome.js';
import { oneOf, textOf, timeOf, unreadable } from '../../http/requests/list-query.js';
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

/** Reads the query of an address. Throws a Problem for what says nothing that we know: a list of others would mislead. */
export function readAccountQuery(query: Readonly<Record<string, unknown>>): AccountQuery {
  const entries = [...FIELDS, 'after'].map((field) => [field, textOf(query, field)] as const);
  const typed: Typed = Object.fromEntries(entries.filter(([, text]) => text !== ''));
  const sort = oneOf(SORTS, 'sort', typed.sort) ?? 'created';
  const order = { sort, direction: oneOf(DIRECTIONS, 'direction', typed.direction) ?? usualDirection(sort) };
  const { after, ...fields } = typed;
  return { filter: filterOf(typed), order, after: after === undefined ? undefined : cursorIn(order, after), typed: fields };
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

function answerOf(field: string, text: string | undefined): boolean | undefined {
  const answer = oneOf(['yes', 'no'], field, text);
  return answer === undefined ? undefined : answer === 'yes';
}

function cursorIn(order: AccountOrder, cursor: string): Place {
  const place = placeIn(order, cursor);
  if (place === undefined) throw unreadable('after');
  return place;
}
