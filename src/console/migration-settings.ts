import type { RawEnvironment } from '../config/environment.js';
import { readSettings } from '../config/read-settings.js';
import type { Settings } from '../config/settings.js';

/**
 * A migration reads these variables and no others: who brings tables up to date needs no key of the sessions and no Redis
 * (least rights, OWASP ASVS 5.0 13.2.2).
 */
const READ = [
  'NODE_ENV',
  'LOG_LEVEL',
  'DATA_DIR',
  'DATABASE_URL',
  'DATABASE_URL_FILE',
  'MIGRATION_DATABASE_URL',
  'MIGRATION_DATABASE_URL_FILE',
  'DATABASE_CA_FILE',
  'PGSSLMODE',
];

/** Reads the settings of a migration. Throws a SettingsError as {@link readSettings} does. */
export function readMigrationSettings(raw: RawEnvironment): Settings {
  const own = Object.fromEntries(Object.entries(raw).filter(([name]) => READ.includes(name)));
  return readSettings(own, { ownSecrets: () => [], needs: [['MIGRATION_DATABASE_URL', 'DATABASE_URL']] });
}
