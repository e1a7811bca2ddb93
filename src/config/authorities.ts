import { X509Certificate } from 'node:crypto';
import type { Environment } from './environment.js';
import type { Settings } from './settings.js';
import { readRedisAddress } from './redis-address.js';
import { asksForTls } from './store-addresses.js';

/** Returns the text of a PEM file with the certificates of authorities. Throws when it holds none that can be read. */
export function certificates(text: string): string {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    if (blocks.length > 0 && blocks.map((block) => new X509Certificate(block)).length > 0) return text;
  } catch {
    // The error below tells it.
  }
  throw new Error('must name a file with certificates in PEM (-----BEGIN CERTIFICATE-----)');
}

type Stores = Pick<Settings, 'databaseUrl' | 'migrationDatabaseUrl' | 'databaseCa' | 'redisUrl' | 'redisCa'>;

/** Refuses an authority that would verify nothing, because somebody believes in a protection that is not there. */
export function refuseUnusedAuthorities(env: Environment, stores: Stores): void {
  const { databaseUrl, migrationDatabaseUrl, databaseCa, redisUrl, redisCa } = stores;
  const databases = [databaseUrl, migrationDatabaseUrl].filter((url) => url !== undefined);
  if (databaseCa !== undefined && databases.some((url) => asksForTls(url) === false)) {
    env.refuse('DATABASE_CA_FILE', 'is set, and an address says sslmode=disable: take one of them away');
  }
  if (redisCa !== undefined && (redisUrl === undefined || !readRedisAddress(redisUrl).tls)) {
    env.refuse('REDIS_CA_FILE', 'needs a REDIS_URL that begins with rediss://, rediss+sentinel:// or rediss+cluster://');
  }
  if (databaseCa === undefined && databases.some((url) => asksForTls(url) === undefined)) {
    env.read('PGSSLMODE', undefined, refuseSslMode);
  }
}

/** libpq's variable is not ours, so where it asks for TLS the address must ask too. */
function refuseSslMode(mode: string): undefined {
  if (['disable', 'allow', 'prefer'].includes(mode)) return;
  throw new Error('is not read: say sslmode=verify-full in DATABASE_URL');
}
