import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Returns where the embedded PostgreSQL of a DATA_DIR has its files. */
export const clusterIn = (folder: string): string => join(folder, 'postgres');

/** Returns where this process unpacks the cluster, beside its place. */
export const partialOf = (cluster: string, pid: number): string => `${cluster}.partial-${pid}`;

/**
 * Makes the files of an empty cluster in `folder`, which it creates: they are what initdb made of this very version of
 * PGlite, when its package was built. Running initdb itself takes longer than all the rest of a first start, and two
 * more copies of PostgreSQL's memory. Rejects with the error of the disk.
 */
export async function unpackCluster(folder: string): Promise<void> {
  // No other start loads these.
  const [{ dataDir }, { extract }] = await Promise.all([import('@electric-sql/pglite-prepopulatedfs'), import('tar')]);
  const image = await dataDir().then((blob) => blob.arrayBuffer());
  mkdirSync(folder, { mode: 0o700 });
  // A thousand files take half as long in one go.
  extract({ cwd: folder, strict: true, strip: 1, noMtime: true, sync: true }).end(Buffer.from(image));
}
