import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { requestScope } from '../log/request-scope.js';
import { clientAddress, peerIsTrusted } from './trusted-proxies.js';

/**
 * The first thing of every request: its id, and the headers that refusals need too. The id of a trusted
 * proxy is taken over, so that both logs tell of the same request.
 */
export function beginRequest(request: Request, response: Response, next: NextFunction): void {
  const requestId = proxyRequestId(request) ?? randomUUID();
  response.setHeader('X-Request-Id', requestId);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Vary', 'Accept, Cookie');
  requestScope.run({ requestId, address: clientAddress(request) }, next);
}

function proxyRequestId(request: Request): string | undefined {
  const id = request.headers['x-request-id'];
  return typeof id === 'string' && /^[\w-]{8,64}$/.test(id) && peerIsTrusted(request) ? id : undefined;
}
