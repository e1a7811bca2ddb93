import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { requestScope } from '../../log/request-scope.js';
import { traceOf } from './trace-context.js';
import { clientAddress, peerIsTrusted } from '../client/trusted-proxies.js';

/** Proxies make ids of 1 to 128 characters that mean nothing to HTML, a shell or a terminal. */
const REQUEST_ID = /^[\w.:@+/=-]{1,128}$/;

/**
 * Comes first in every request: it sets the request id, which refusals need too. The id of a trusted
 * proxy is taken over, so that both logs tell of the same request.
 */
export function requestContext(request: Request, response: Response, next: NextFunction): void {
  const requestId = proxyRequestId(request) ?? randomUUID();
  response.setHeader('X-Request-Id', requestId);
  // Nobody has a copy of "anything", so nothing is "not modified"; Express would say so (304).
  if (request.headers['if-none-match'] === '*') delete request.headers['if-none-match'];
  const { traceId, traceparent } = traceOf(request);
  requestScope.run({ requestId, address: clientAddress(request), traceId, traceparent, response }, next);
}

function proxyRequestId(request: Request): string | undefined {
  const id = request.headers['x-request-id'];
  return typeof id === 'string' && REQUEST_ID.test(id) && peerIsTrusted(request) ? id : undefined;
}
