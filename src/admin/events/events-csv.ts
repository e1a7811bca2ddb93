import type { CsvCell } from '../../http/responses/csv.js';
import type { FoundEvent } from './found-events.js';

/** Programs read these names, so they are those of the JSON and not of a language. */
const COLUMNS = [
  'id',
  'at',
  'event',
  'count',
  'account',
  'username',
  'erased',
  'pseudonym',
  'actor',
  'actorUsername',
  'actorPseudonym',
  'address',
  'device',
  'session',
  'reason',
  'requestId',
  'changes',
  'seal',
] as const satisfies (keyof FoundEvent)[];

/** Yields a line of names and one for each event. */
export async function* csvLines(events: AsyncIterable<FoundEvent>): AsyncGenerator<readonly CsvCell[]> {
  yield COLUMNS;
  for await (const event of events) {
    const changes = event.changes === null ? null : JSON.stringify(event.changes);
    yield COLUMNS.map((column) => (column === 'changes' ? changes : event[column]));
  }
}
