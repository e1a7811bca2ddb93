import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { PGlite } from '@electric-sql/pglite';
import type { Logger } from '../log/logger.js';

/**
 * PostgreSQL fills its buffers with zeros when it starts: the 128 MB that it has by default would be most of the
 * memory of the process and much of its start. The files are in the page cache of the kernel anyway.
 */
const BUFFERS = '8MB';

/** Says where the embedded PostgreSQL of a DATA_DIR lies, and how it is started. */
export const embeddedDatabase = (dataDir: string) => ({
  dbName: join(dataDir, 'postgres'),
  driverOptions: { startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${BUFFERS}`] },
});

/**
 * Makes the files of an empty cluster in `folder` unless something is there: they are what initdb made of this very
 * version of PGlite, when its package was built. Running initdb itself takes longer than all the rest of a first
 * start, and two more copies of PostgreSQL's memory. The folder appears whole or not at all; a start that is killed
 * leaves a part beside it, which the next one removes.
 */
export async function layOutCluster(folder: string, logger: Logger): Promise<void> {
  if (existsSync(folder)) return;
  logger.info('preparing the embedded database', { folder });
  const partial = `${folder}.partial`;
  const tidy = (): void => rmSync(partial, { recursive: true, force: true });
  tidy();
  mkdirSync(partial, { mode: 0o700 });
  const [{ dataDir }, { extract }] = await Promise.all([import('@electric-sql/pglite-prepopulatedfs'), import('tar')]);
  const image = (await dataDir()).stream() as ReadableStream;
  try {
    await pipeline(Readable.fromWeb(image), extract({ cwd: partial, strict: true, strip: 1 }));
  } catch (error) {
    // A disk that is full is not left fuller.
    tidy();
    throw error;
  }
  renameSync(partial, folder);
}
