import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';

/** Code far from the request may know this of it: enough for a log line, nothing to decide by. */
export interface RequestScope {
  readonly requestId: string;
  readonly address: string;
  /** This is the W3C trace that the request belongs to: 32 hex digits; undefined where its sender named none. */
  readonly traceId: string | undefined;
  /** This is its `traceparent` header as it came: pass it on in requests that this one causes. */
  readonly traceparent: string | undefined;
  /** This is its answer, which waits for the rows of its security events (src/audit); undefined for jobs. */
  readonly response?: ServerResponse;
  /** This is the unit of work of this request, made at the first use (see database/request-entity-manager.ts). */
  entityManager?: unknown;
}

/** Carries the scope of the present request through promises and timers. */
export const requestScope = new AsyncLocalStorage<RequestScope>();

/** Returns what every line of the log says of the request that it belongs to. */
export function idsOfRequest(): { requestId: string | undefined; traceId: string | undefined } {
  const scope = requestScope.getStore();
  return { requestId: scope?.requestId, traceId: scope?.traceId };
}
