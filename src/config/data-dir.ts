import { mkdirSync } from 'node:fs';
import { diskRefusal } from '../outages/disk.js';
import { StartError } from '../lifecycle/start-error.js';

/**
 * Makes `DATA_DIR` where there is none, for its owner only. Throws a {@link StartError} where no folder can be, and
 * Node's error where the disk takes none.
 */
export function makeDataDir(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (diskRefusal(error) !== undefined) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(`DATA_DIR names no folder, and none can be made there (${code}): check the path`);
  }
}
