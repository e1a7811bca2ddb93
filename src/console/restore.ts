import { resolve } from 'node:path';
import { readSettings } from '../config/read-settings.js';
import { isEmbedded } from '../config/settings.js';
import { makeFilesOwnerOnly } from '../database/owner-only.js';
import { explainFailure } from '../lifecycle/start-failure.js';
import { POSTGRESQL, REDIS } from './backup-on-servers.js';
import { unpack } from './data-dir-archive.js';

const USAGE = `npm run restore -- <file>     a file of npm run backup; while the product is stopped

Puts it into DATA_DIR, which must hold no data yet.
`;

process.exitCode = await restore(process.argv.slice(2));

/** Returns the exit code: 0 when it is restored, 1 when nothing was changed, 2 for a wrong call. */
async function restore([name, ...more]: readonly string[]): Promise<number> {
  try {
    const settings = readSettings(process.env, { ownSecrets: () => [] });
    if (!isEmbedded(settings)) return tell(`DATA_DIR is not in use.\n\n${POSTGRESQL}\n${REDIS}`, 1);
    if (name === undefined || name.startsWith('-') || more.length > 0) return tell(USAGE, 2);
    makeFilesOwnerOnly(settings);
    await unpack(resolve(name), settings.dataDir);
    return tell(`Restored ${settings.dataDir}. Sessions and passwords are those of the backup.\n`, 0);
  } catch (error) {
    return tell(`Nothing was restored.\n${explainFailure(error)}\n`, 1);
  }
}

function tell(text: string, exitCode: number): number {
  (exitCode === 0 ? process.stdout : process.stderr).write(text);
  return exitCode;
}
