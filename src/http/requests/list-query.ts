import { trimOuter } from '../../forms/outer-white-space.js';
import type { TextCode } from '../../texts/texts.js';
import { Problem } from '../errors/problem.js';

/** Longer ones are no beginning of anything that an account has. */
const LONGEST = 254;

/** A day, or a time to the minute and finer; without a zone it is UTC (ISO 8601, RFC 3339). */
const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/** Returns a field of the query without outer white space, empty where there is none. Throws a Problem for a list of them. */
export function textOf(query: Readonly<Record<string, unknown>>, field: string): string {
  const value = Object.hasOwn(query, field) ? query[field] : '';
  if (typeof value !== 'string' || value.length > LONGEST || value.includes('\0')) throw unreadable(field);
  return trimOuter(value);
}

/**
 * Returns where in its list a page begins, undefined for the beginning: a form that says nothing sends an empty field.
 * Throws a Problem for what is no place: whoever follows the pages of a list would begin anew, and never come to its end.
 */
export function placeOf(
  query: Readonly<Record<string, unknown>>,
  field: string,
  isPlace: (text: string) => boolean,
): string | undefined {
  const text = textOf(query, field);
  if (text !== '' && !isPlace(text)) throw unreadable(field);
  return text === '' ? undefined : text;
}

/** Throws a Problem for a text that is none of these words. */
export function oneOf<Word extends string>(words: readonly Word[], field: string, text: string | undefined): Word | undefined {
  const found = words.find((word) => word === text);
  if (text !== undefined && found === undefined) throw unreadable(field);
  return found;
}

/** Throws a Problem for a text that is no time. */
export function timeOf(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = parseTime(text);
  if (time === undefined) throw unreadable(field);
  return time;
}

/** Reads a time; a day alone begins at midnight, UTC. Returns undefined for anything else, and for a day that no month has. */
export function parseTime(text: string): Date | undefined {
  const [, day, clock = '00:00', zone = 'Z'] = TIME.exec(text) ?? [];
  if (day === undefined) return undefined;
  const [midnight, time] = [new Date(`${day}T00:00Z`), new Date(`${day}T${clock}${zone}`)];
  // JavaScript takes the 30th of February for the 2nd of March.
  const isDay = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  return isDay && !Number.isNaN(time.getTime()) ? time : undefined;
}

/** Is thrown for a query that says something that the list does not know: a list of others would mislead. */
class UnreadableQuery extends Problem {
  override readonly name = 'UnreadableQuery';

  constructor(field: string) {
    super('bad_request', { reason: `the query's ${field} says nothing that this list knows` });
  }

  override get text(): TextCode {
    return 'listQueryUnreadable';
  }
}

/** Returns the refusal of a query whose field says something that the list does not know. */
export function unreadable(field: string): Problem {
  return new UnreadableQuery(field);
}
