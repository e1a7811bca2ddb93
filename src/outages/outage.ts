import { diskRefusal } from './disk.js';
import { StoreUnavailable } from './store-unavailable.js';

/**
 * The drivers export no classes for their errors, so these are known by code: those of Node, of PostgreSQL (classes
 * 08, 53, 57P, and 25006 of a standby) and of our breaker that mean "not now".
 */
const OUTAGE_CODE =
  /^(STORE_UNAVAILABLE|ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08\w{3}|53\w{3}|57P\d\d|25006)$/;

const OUTAGE_MESSAGE =
  /^(Command timed out|Connection is closed|Stream isn't writeable|None of startup nodes|Cluster isn't ready|Failed to refresh slots|Reached the max retries per request limit|All sentinels|Query read timeout|timeout exceeded when trying to connect|Connection terminated|Client (was closed|has encountered a connection error)|Postgres connection has been discarded|Too many Cluster redirections|(LOADING|READONLY|CLUSTERDOWN|MOVED|ASK|MASTERDOWN|TRYAGAIN|OOM|NOREPLICAS|MISCONF) )/;

/**
 * Tells whether PostgreSQL, Redis or the disk cannot serve now: the answer is 503 and nobody is logged out. It looks
 * at the error and its causes, because the ORM wraps those of its driver.
 */
export function isOutage(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof StoreUnavailable) return true;
    if (OUTAGE_MESSAGE.test(cause.message)) return true;
    if (diskRefusal(cause) !== undefined) return true;
    const code: unknown = Reflect.get(cause, 'code');
    if (typeof code === 'string' && OUTAGE_CODE.test(code)) return true;
    // A server's Unix socket is not there. A file that is missing is no outage.
    if (code === 'ENOENT' && Reflect.get(cause, 'syscall') === 'connect') return true;
  }
  return false;
}

/** Is for `catch` around work that can be skipped: it throws every error but an outage. */
export function unlessOutage(error: unknown): void {
  if (!isOutage(error)) throw error;
}

/** Tells whether a breaker stands behind the error: it has told the log, once for all requests. */
export function isStoreUnavailable(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'STORE_UNAVAILABLE';
}
