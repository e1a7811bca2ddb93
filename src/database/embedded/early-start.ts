import { resolve } from 'node:path';
import type { RawEnvironment } from '../../config/environment.js';
import { compiledPostgres } from './compiled-postgres.js';
import { EarlyCluster } from './early-cluster.js';
import { EarlyDatabase } from './early-database.js';

/**
 * Begins what an embedded database needs and what other threads can do, before the product is loaded. Settings are not
 * read yet: this looks at the same variables as they do, and leaves what is wrong with them to the start, which says it.
 */
export function beginEarly({ NODE_ENV, DATABASE_URL, DATABASE_URL_FILE, DATA_DIR }: RawEnvironment): void {
  // Production has no embedded database, and is refused without the address of a server.
  if (NODE_ENV === 'production' || DATABASE_URL || DATABASE_URL_FILE) return;
  const dataDir = resolve(DATA_DIR || './data');
  if (EarlyDatabase.begin(dataDir)) return;
  compiledPostgres().catch(() => undefined);
  EarlyCluster.begin(dataDir);
}

/** Removes what the start did not come to use. */
export async function endEarly(): Promise<void> {
  await EarlyCluster.remove();
  await EarlyDatabase.end();
}
