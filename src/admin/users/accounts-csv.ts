import type { CsvCell } from '../../http/responses/csv.js';
import type { FoundAccount } from './found-accounts.js';

/** Programs read these names, so they are those of the JSON and not of a language. */
const COLUMNS = [
  'id',
  'username',
  'email',
  'displayName',
  'state',
  'roles',
  'emailVerified',
  'secondFactor',
  'createdAt',
  'lastSeenAt',
] as const satisfies (keyof FoundAccount)[];

/** Yields a line of names and one for each account. */
export async function* csvLines(accounts: AsyncIterable<FoundAccount>): AsyncGenerator<readonly CsvCell[]> {
  yield COLUMNS;
  for await (const account of accounts) {
    yield COLUMNS.map((column) => (column === 'roles' ? account.roles.join(' ') : account[column]));
  }
}
