import { isEmbedded, type Settings } from '../config/settings.js';

/**
 * With the embedded default, what this process makes from here on is its owner's only: PGlite and SQLite make files as the
 * umask has it, and `DATA_DIR` may be a folder that others enter. For the entries of programs, as the umask is the whole process'.
 */
export function makeFilesOwnerOnly(settings: Pick<Settings, 'databaseUrl' | 'redisUrl'>): void {
  if (isEmbedded(settings)) process.umask(0o077);
}
