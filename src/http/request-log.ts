import type { NextFunction, Request, Response } from 'express';
import type { Logger } from '../log/logger.js';
import { clientAddress } from './trusted-proxies.js';

/** One line for every request, when its answer has been sent or its client has gone. */
export function requestLog(logger: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const begun = performance.now();
    const { method, path } = request;
    const address = clientAddress(request);
    response.once('close', () => {
      const pattern: unknown = request.route?.path;
      logger.info('request', {
        requestId: String(response.getHeader('X-Request-Id')),
        method,
        route: typeof pattern === 'string' ? pattern : undefined,
        // Without the query: it may hold what somebody mistook for a form field.
        path,
        status: response.statusCode,
        ms: Math.round((performance.now() - begun) * 10) / 10,
        address,
        accountId: request.user?.id,
      });
    });
    next();
  };
}
