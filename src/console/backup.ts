import { resolve } from 'node:path';
import { readSettings } from '../config/read-settings.js';
import { isEmbedded, type Settings } from '../config/settings.js';
import { explainFailure } from '../lifecycle/start-failure.js';
import { POSTGRESQL, REDIS } from './backup-on-servers.js';
import { archive, sizeOf } from './data-dir-archive.js';

const USAGE = `npm run backup -- <file>     such as gatehouse-2026-11-23.tar.gz; while the product is stopped

Copies DATA_DIR, the embedded default's accounts, sessions and session secret, into one file.
`;

const SECRETS =
  'What you set yourself is not in it: keep SESSION_SECRET, PASSWORD_PEPPER, ENCRYPTION_KEY, AUDIT_KEY and IDENTITY_HEADER_SECRET apart.\n';

process.exitCode = await backUp(process.argv.slice(2));

/** Returns the exit code: 0 when there is a file, 1 when there is none, 2 for a wrong call. */
async function backUp([name, ...more]: readonly string[]): Promise<number> {
  try {
    const settings = readSettings(process.env, { ownSecrets: () => [] });
    if (!isEmbedded(settings)) return tell(`There is nothing in DATA_DIR to copy.\n\n${elsewhere(settings)}`, 1);
    if (name === undefined || name.startsWith('-') || more.length > 0) return tell(USAGE, 2);
    const file = resolve(name);
    await archive(settings.dataDir, file);
    return tell([`Backed up ${settings.dataDir} to ${file} (${sizeOf(file)}).\n`, elsewhere(settings)].join('\n'), 0);
  } catch (error) {
    return tell(`No backup was made.\n${explainFailure(error)}\n`, 1);
  }
}

/** Tells what no file of ours holds. */
function elsewhere({ databaseUrl, redisUrl }: Settings): string {
  const parts = [...(databaseUrl === undefined ? [] : [POSTGRESQL]), ...(redisUrl === undefined ? [] : [REDIS]), SECRETS];
  return parts.join('\n');
}

function tell(text: string, exitCode: number): number {
  (exitCode === 0 ? process.stdout : process.stderr).write(text);
  return exitCode;
}
