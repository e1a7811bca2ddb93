import { isEmbedded, type Settings } from '../config/settings.js';

/**
 * Makes all files that this process creates from here on readable by their owner only, with the embedded default.
 * PGlite and SQLite create files as the umask says, and `DATA_DIR` may be a folder that others enter. Only entries of
 * programs may call it, because the umask is that of the whole process.
 */
export function makeFilesOwnerOnly(settings: Pick<Settings, 'databaseUrl' | 'redisUrl'>): void {
  if (isEmbedded(settings)) process.umask(0o077);
}
