import type { Request } from 'express';

/** Aborts when the client leaves before its answer: work that only it waited for can be dropped. */
export function clientDisconnect(request: Request): AbortSignal {
  const gone = new AbortController();
  request.res?.once('close', () => gone.abort());
  return gone.signal;
}
