import { createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { create, extract } from 'tar';
import { DataDirLock } from '../database/embedded/data-dir-lock.js';
import { StartError } from '../lifecycle/start-error.js';

/** The lock is this process' own, SQLite rebuilds the index of its log, and every DATA_DIR has Git's file. */
const LEFT_OUT = /^(lock(-.*)?|sessions-shm|\.gitignore)$/;

/** Every DATA_DIR has one of them: PGlite's, or the sessions'. */
const MARKS = ['postgres/PG_VERSION', 'sessions'];

/**
 * Writes all of DATA_DIR into one file (tar, gzip, readable by its owner only), while no process uses it. The file
 * appears when it is whole and on the disk, or not at all. Throws a {@link StartError} that says why.
 */
export async function archive(dataDir: string, file: string): Promise<void> {
  if (!MARKS.some((mark) => existsSync(join(dataDir, mark)))) {
    throw new StartError(`There is no data in ${dataDir}: check DATA_DIR.`);
  }
  if (!relative(dataDir, file).startsWith('..')) throw new StartError(`${file} lies in DATA_DIR itself: name another place.`);
  if (existsSync(file)) throw new StartError(`${file} exists: name another file, such as one with the date.`);
  const partial = `${file}.partial`;
  await whileStopped(dataDir, partial, async () => {
    const names = readdirSync(dataDir).filter((name) => !LEFT_OUT.test(name));
    const packed = create({ cwd: dataDir, gzip: true, portable: true, strict: true }, names);
    const whole = createWriteStream(partial, { mode: 0o600, flags: 'wx', flush: true });
    await pipeline(Readable.from(packed), whole).catch((error: unknown) => {
      throw failed(
        error,
        `${dataDir} cannot be copied to ${file}`,
        `check that ${dirname(file)} exists, is writable and has room`,
      );
    });
    renameSync(partial, file);
  });
}

/** Puts such a file back into a DATA_DIR that holds no data yet: all of it, or nothing. Throws a {@link StartError}. */
export async function unpack(file: string, dataDir: string): Promise<void> {
  if (!existsSync(file)) throw new StartError(`There is no file ${file}.`);
  const partial = join(dataDir, 'restore.partial');
  await whileStopped(dataDir, partial, async () => {
    if (readdirSync(dataDir).some((name) => !LEFT_OUT.test(name))) {
      throw new StartError(`${dataDir} already holds data, and nothing is overwritten: move it away first.`);
    }
    mkdirSync(partial, { mode: 0o700 });
    let ours = true;
    const filter = (_path: string, entry: object) => (ours &&= isPlain(entry));
    await extract({ file, cwd: partial, strict: true, filter }).catch((error: unknown) => {
      throw failed(error, `${file} cannot be restored`, `it is damaged, or ${dataDir} is not writable or has no room`);
    });
    ours &&= MARKS.some((mark) => existsSync(join(partial, mark)));
    if (!ours) throw new StartError(`${file} is no backup of a DATA_DIR.`);
    for (const name of readdirSync(partial)) renameSync(join(partial, name), join(dataDir, name));
  });
}

/** Runs `deed` while the folder is ours; it removes what is left half done at `partial`, also after an interruption. */
async function whileStopped(dataDir: string, partial: string, deed: () => Promise<void>): Promise<void> {
  const lock = DataDirLock.take(dataDir, { remedy: 'Stop Gatehouse first, and start it again afterwards.', room: 0 });
  const tidy = () => rmSync(partial, { recursive: true, force: true });
  const interrupted = () => process.exit(1);
  process.once('exit', tidy).once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    // A process that was killed may have left a part.
    tidy();
    await deed();
  } finally {
    tidy();
    process.off('exit', tidy).off('SIGINT', interrupted).off('SIGTERM', interrupted);
    lock.release();
  }
}

/** Refuses links, because one could lead out of DATA_DIR, and we make none. */
function isPlain(entry: object): boolean {
  const type: unknown = Reflect.get(entry, 'type');
  return type === 'File' || type === 'Directory';
}

function failed(error: unknown, what: string, remedy: string): StartError {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return new StartError(`${what} (${typeof code === 'string' ? code : 'unknown reason'}): ${remedy}.`);
}

/** Returns the size of a file, in a unit that people read. */
export function sizeOf(file: string): string {
  return `${(statSync(file).size / 1_048_576).toFixed(1)} MB`;
}
