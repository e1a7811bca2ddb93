import { readDatabaseAddress } from './database-address.js';
import { readRedisAddress } from './redis-address.js';

/*
 * Parsers for the variables that hold addresses of PostgreSQL and Redis. What they throw completes the sentence
 * "<VARIABLE> ..."; the text stays as it is, for tools that take it too.
 */

/** Accepts an address that {@link readDatabaseAddress} reads. */
export function databaseAddress(text: string): string {
  readDatabaseAddress(text);
  return text;
}

/** Tells whether an address of PostgreSQL asks for TLS; undefined when it says nothing of it. */
export function asksForTls(databaseUrl: string): boolean | undefined {
  return readDatabaseAddress(databaseUrl).tls;
}

/** Accepts an address that {@link readRedisAddress} reads. */
export function redisUrl(text: string): string {
  readRedisAddress(text);
  return text;
}
