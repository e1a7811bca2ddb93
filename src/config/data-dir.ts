import { mkdirSync } from 'node:fs';
import { SettingError, SettingsError } from './setting-error.js';

/** Node's words for a path at which no folder can be; all others tell of the disk or of rights. */
const NO_FOLDER = ['EEXIST', 'ENOTDIR', 'ENOENT', 'ELOOP', 'ENAMETOOLONG', 'EINVAL', 'EPERM'];

/**
 * Makes `DATA_DIR` where there is none, for its owner only. Throws a {@link SettingsError} where no folder can be, and
 * Node's error where the disk takes none.
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
}
