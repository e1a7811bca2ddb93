import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingError, SettingsError } from './setting-error.js';

/** Node's words for a path at which no folder can be; all others tell of the disk or of rights. */
const NO_FOLDER = ['EEXIST', 'ENOTDIR', 'ENOENT', 'ELOOP', 'ENAMETOOLONG', 'EINVAL', 'EPERM'];

const GIT_IGNORE = '.gitignore';

/**
 * Makes `DATA_DIR` where there is none, for its owner only. Throws a {@link SettingsError} where no folder can be, and
 * Node's error where the disk takes none. Git takes nothing of the folder, wherever it is moved to: it holds password
 * hashes and the session secret.
 */
export function makeDataDir(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!NO_FOLDER.includes(code)) throw error;
    const rule = `names no folder, and none can be made there (${code}): check the path`;
    throw new SettingsError([new SettingError('DATA_DIR', rule)]);
  }
  if (!existsSync(join(path, GIT_IGNORE))) ignoreAll(join(path, GIT_IGNORE));
}

function ignoreAll(file: string): void {
  try {
    writeFileSync(file, '*\n', { flag: 'wx', mode: 0o600 });
  } catch {
    // A folder that takes no file stops the start where the data itself is written; a second process may be faster.
  }
}
