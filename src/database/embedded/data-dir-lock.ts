import { accessSync, constants, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeDataDir } from '../../config/data-dir.js';
import { SettingsError } from '../../config/setting-error.js';
import { StartError } from '../../lifecycle/start-error.js';

/** PostgreSQL needs a whole WAL segment to start after a crash, and aborts without a word when it has none; in bytes. */
const ROOM = 16 * 1024 * 1024;

const SECOND_SERVER =
  'Stop it first, or give this one a DATA_DIR of its own. ' +
  'To run several instances, use PostgreSQL and Redis (DATABASE_URL, REDIS_URL).';

/**
 * Holds `DATA_DIR` for this process. PGlite takes no lock on its folder, and two writers lose rows without a word.
 * The lock is SQLite's own exclusive file lock: the kernel releases it when the process dies, however it dies, so
 * there is no stale lock and no process id to be mistaken about.
 */
export class DataDirLock {
  private constructor(private readonly file: DatabaseSync) {}

  /**
   * Throws a {@link StartError} when another process holds the folder, with the remedy, and Node's error where it
   * cannot be written. `room` is how much must be free, in bytes: a command that only reads needs none.
   */
  static take(dataDir: string, { remedy = SECOND_SERVER, room = ROOM } = {}): DataDirLock {
    try {
      makeDataDir(dataDir);
    } catch (error) {
      // Nest would write it to the log with its stack; a StartError is told to people alone.
      throw error instanceof SettingsError ? new StartError(error.message) : error;
    }
    accessSync(dataDir, constants.W_OK);
    const { bavail, bsize } = statfsSync(dataDir);
    if (bavail * bsize < room) throw Object.assign(new Error('no room in DATA_DIR'), { code: 'ENOSPC' });
    const file = new DatabaseSync(join(dataDir, 'lock'), { timeout: 0 });
    try {
      file.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    } catch {
      file.close();
      throw new StartError(`Another process already uses the data in ${dataDir}. ${remedy}`);
    }
    return new DataDirLock(file);
  }

  release(): void {
    if (this.file.isOpen) this.file.close();
  }
}
