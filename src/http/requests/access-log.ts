import type { NextFunction, Request, Response } from 'express';
import type { Logger } from '../../log/logger.js';
import { requestScope } from '../../log/request-scope.js';
import { type AnswerFormat, answerFormat } from '../responses/content-negotiation.js';
import { routePattern } from '../routing/route-pattern.js';
import { maskedPath } from './masked-path.js';
import { clientAddress } from '../client/trusted-proxies.js';

/** nginx uses this number for a client that left before it had an answer. It never travels. */
const CLIENT_GONE = 499;

/**
 * An observer is told of every request when it is over; `route` is a pattern, undefined for an unknown path. `milliseconds` is
 * undefined for a stream of events: it lasts as long as its reader stays, which tells nothing of this server.
 */
export interface RequestObserver {
  requestEnded(
    method: string,
    route: string | undefined,
    status: number,
    format: AnswerFormat | undefined,
    milliseconds: number | undefined,
  ): void;
}

/** Machines ask these every second or two: one that is told all is well leaves no line unless LOG_LEVEL is `debug`. */
const PROBES = /^\/health\//;

/** Writes one line for every request, when its answer has been sent or its client has gone. */
export function accessLog(logger: Logger, observer?: RequestObserver) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const begun = performance.now();
    const { method, path } = request;
    const address = clientAddress(request);
    // The ids are taken now, because the end of an answer belongs to the connection and not to this request.
    const { requestId, traceId } = requestScope.getStore() ?? {};
    response.on('close', () => {
      const milliseconds = performance.now() - begun;
      const route = routePattern(request);
      const format = answerFormat(request, response);
      const status = response.headersSent ? response.statusCode : CLIENT_GONE;
      observer?.requestEnded(method, route, status, format, isEventStream(response) ? undefined : milliseconds);
      const isProbe = route !== undefined && PROBES.test(route) && status < 400;
      const fields = {
        requestId,
        traceId,
        method,
        route,
        // The query is left out, because it may hold what somebody mistook for a form field, and tokens are masked.
        path: maskedPath(path),
        status,
        format,
        ms: Math.round(milliseconds * 10) / 10,
        address,
        accountId: request.user?.id,
      };
      logger.request(fields, isProbe ? 'debug' : 'info');
    });
    next();
  };
}

function isEventStream(response: Response): boolean {
  return /^text\/event-stream\b/i.test(String(response.getHeader('Content-Type')));
}
