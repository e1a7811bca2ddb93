import { userInfo } from 'node:os';
import type { PoolConfig } from 'pg';
import type { DatabaseAddress } from '../config/database-address.js';
import { serverTls } from './server-tls.js';

/** A query waits for a connection, and then for its answer, so many milliseconds: people are told of an outage within 2 s. */
const CONNECTION_TIMEOUT = 1_000;

export const QUERY_TIMEOUT = CONNECTION_TIMEOUT;

export interface ConnectionLimits {
  /** This is undefined where a query may take its time. */
  readonly queryTimeout: number | undefined;
  /** This is a private certificate authority, as PEM. */
  readonly authority: string | undefined;
}

/** Names the server in MikroORM's terms: nothing is left for the driver to take from PGHOST, PGDATABASE and their kin. */
export function serverOf({ host, port, user = userInfo().username, password, database }: DatabaseAddress) {
  return { host, port, user, ...(password !== undefined && { password }), dbName: database };
}

/** Returns what else the address says, in the driver's names. */
export function connectionOptions(address: DatabaseAddress, { queryTimeout, authority }: ConnectionLimits): PoolConfig {
  const { applicationName, statementTimeout, lockTimeout, idleInTransactionTimeout } = address;
  return {
    ssl: serverTls(address, authority),
    enableChannelBinding: address.channelBinding,
    options: serverOptions(address),
    application_name: applicationName ?? 'gatehouse',
    ...(statementTimeout !== undefined && { statement_timeout: statementTimeout }),
    ...(lockTimeout !== undefined && { lock_timeout: lockTimeout }),
    ...(idleInTransactionTimeout !== undefined && { idle_in_transaction_session_timeout: idleInTransactionTimeout }),
    // An operator who writes connect_timeout, as for servers that have to wake up, has chosen how long people wait.
    connectionTimeoutMillis: address.connectTimeout ?? CONNECTION_TIMEOUT,
    ...(queryTimeout !== undefined && { query_timeout: queryTimeout }),
    keepAlive: true,
  };
}

/** Makes the server's command line of the address' own options and the schema; a backslash escapes a blank or a backslash. */
function serverOptions({ options, schema }: DatabaseAddress): string | undefined {
  if (schema === undefined) return options;
  const name = `"${schema.replaceAll('"', '""')}"`.replace(/[\\\s]/g, String.raw`\$&`);
  return [options, `-c search_path=${name}`].filter((part) => part !== undefined).join(' ');
}
