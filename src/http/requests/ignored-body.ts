import type { NextFunction, Request, RequestHandler, Response } from 'express';
import getRawBody from 'raw-body';
import { BODY_LIMIT } from './body.js';

/**
 * Reads bodies by `readBody` except those of requests that need none. These are drained and ignored, so that no kind
 * of body and no fault in it keeps somebody signed in who wants to leave.
 */
export function ignoreBodyOf(path: RegExp, readBody: RequestHandler): RequestHandler {
  return (request, response, next) =>
    path.test(request.path) ? drain(request, response, next) : readBody(request, response, next);
}

async function drain(request: Request, _response: Response, next: NextFunction): Promise<void> {
  request.body = {};
  const { 'content-length': length = '0', 'transfer-encoding': chunked } = request.headers;
  // A longer or endless body is discarded with the answer (see lingering-close.ts).
  if (chunked === undefined && Number(length) > 0 && Number(length) <= BODY_LIMIT) {
    await getRawBody(request, { limit: BODY_LIMIT }).catch(() => undefined);
  }
  next();
}
