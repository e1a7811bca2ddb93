/** Codes of Node, of PostgreSQL (classes 08, 53, 57P, and 25006 of a standby) and of Redis that mean: not now. */
const OUTAGE_CODE =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT|08\w{3}|53\w{3}|57P\d\d|25006)$/;

const OUTAGE_MESSAGE =
  /^(Command timed out|Connection is closed|Stream isn't writeable|None of startup nodes|Cluster isn't ready|Failed to refresh slots|All sentinels|Query read timeout|timeout exceeded when trying to connect|Connection terminated|(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|OOM|NOREPLICAS|MISCONF) )/;

/** A full hash queue, a Redis that stayed away, and a client that left while its hash was waiting. */
const OUTAGE_NAME = /^(HashQueueFull|MaxRetriesPerRequestError|ClusterAllFailedError|AbortError)$/;

/**
 * Whether PostgreSQL, Redis or the hash queue cannot serve now: the answer is 503 and nobody is logged
 * out. Looks at the error and its causes, because the ORM wraps those of its driver.
 */
export function isOutage(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (OUTAGE_NAME.test(cause.name)) return true;
    if (OUTAGE_MESSAGE.test(cause.message)) return true;
    const code: unknown = Reflect.get(cause, 'code');
    if (typeof code === 'string' && OUTAGE_CODE.test(code)) return true;
  }
  return false;
}
