import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Logger } from '../../log/logger.js';
import { EarlyCluster } from './early-cluster.js';
import { startParams } from './start-params.js';
import { clusterIn, partialOf, unpackCluster } from './unpack-cluster.js';

/** Says where the embedded PostgreSQL of a DATA_DIR lies, and how it is started. */
export const embeddedDatabase = (dataDir: string) => ({
  dbName: clusterIn(dataDir),
  driverOptions: { startParams: startParams() },
});

/**
 * Lays out an empty cluster at `folder` unless something is there. The folder appears whole or not at all; a start that
 * is killed leaves a part beside it, which the next one removes.
 */
export async function layOutCluster(folder: string, logger: Logger): Promise<void> {
  if (existsSync(folder)) return;
  logger.info('preparing the embedded database', { folder });
  const early = await EarlyCluster.take(folder);
  removePartsOf(folder, early);
  renameSync(early ?? (await unpackBeside(folder)), folder);
}

async function unpackBeside(cluster: string): Promise<string> {
  const partial = partialOf(cluster, process.pid);
  try {
    await unpackCluster(partial);
  } catch (error) {
    // A disk that is full is not left fuller.
    removePartsOf(cluster);
    throw error;
  }
  return partial;
}

/** Removes what unfinished starts have left beside this cluster, but not `kept`. */
function removePartsOf(cluster: string, kept?: string): void {
  const folder = dirname(cluster);
  const parts = readdirSync(folder).filter((name) => name.startsWith(`${basename(cluster)}.partial`));
  for (const part of parts.map((name) => join(folder, name))) {
    if (part !== kept) rmSync(part, { recursive: true, force: true });
  }
}
