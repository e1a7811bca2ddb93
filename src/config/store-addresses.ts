import { address } from './parsers.js';

/*
 * Parsers for the addresses of PostgreSQL and Redis. What they throw completes the sentence "<VARIABLE> ...".
 */

const postgres = address('postgresql', 'postgres');

/** Of libpq's names, `require` and `verify-ca` mean the same as `verify-full` here: nothing is believed unverified. */
const SSL_MODES = new Set(['disable', 'require', 'verify-ca', 'verify-full']);

/** Parameters of libpq and of its drivers that would change how TLS is spoken, if we took them. */
const OTHER_TLS_PARAMETERS = /^(ssl(?!mode$).*|uselibpqcompat|requiressl)$/;

/** `postgresql://` with one host; of TLS it says no more than `sslmode`. */
export function databaseAddress(text: string): string {
  postgres(text);
  const url = URL.parse(text);
  // A list of hosts is libpq's, the driver knows none.
  if (url === null || url.hostname.includes(','))
    throw new Error('must name one host: postgresql://user:password@host:5432/database');
  if (!url.searchParams.getAll('sslmode').every((mode) => SSL_MODES.has(mode))) {
    throw new Error('must say sslmode=verify-full (TLS, with a verified certificate), sslmode=disable, or nothing of sslmode');
  }
  if ([...url.searchParams.keys()].some((name) => OTHER_TLS_PARAMETERS.test(name))) {
    throw new Error('must say of TLS only sslmode=verify-full or disable; DATABASE_CA_FILE names an authority of your own');
  }
  return text;
}

/** Whether an address of PostgreSQL asks for TLS; undefined when it says nothing of it. */
export function asksForTls(databaseUrl: string): boolean | undefined {
  const mode = new URL(databaseUrl).searchParams.get('sslmode');
  return mode === null ? undefined : mode !== 'disable';
}

export const redisUrl = address('redis', 'rediss', 'redis+sentinel', 'rediss+sentinel', 'redis+cluster', 'rediss+cluster');
