import type { IncomingMessage } from 'node:http';

/** The header is version - trace id - parent id - flags, in lower-case hex; versions after 00 may have more behind them. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.{0,200})?$/;

/**
 * Returns the trace that a request belongs to, by its `traceparent` header (W3C Trace Context, section 3.2.2); an
 * invalid one is ignored. Whoever sends it may choose it: it tells what belongs together, not who asks.
 */
export function traceOf({ headers }: IncomingMessage): { traceId: string | undefined; traceparent: string | undefined } {
  const header = headers['traceparent'];
  if (header === undefined) return NO_TRACE;
  const [, version, traceId, more] = (typeof header === 'string' && TRACEPARENT.exec(header)) || [];
  const valid = traceId !== undefined && (version !== '00' || more === undefined);
  return valid ? { traceId, traceparent: String(header) } : NO_TRACE;
}

const NO_TRACE = { traceId: undefined, traceparent: undefined };
