import type { NextFunction, Request, Response } from 'express';
import type { Settings } from '../../config/settings.js';
import type { Logger } from '../../log/logger.js';
import { wantsHtml } from '../responses/content-negotiation.js';
import { routePattern } from '../routing/route-pattern.js';

const REMEDY =
  'return page(...), redirect(...) or data; a handler that answers by @Res() itself sets a Content-Type, and one that means nothing has @HttpCode(204)';

/**
 * Warns a developer of a page that is empty because its handler returned nothing, often an `await` or a `return` that
 * was forgotten: Nest answers that with 200, and nobody learns why the browser stays white.
 */
export function warnOfEmptyPage(logger: Logger, { development }: Pick<Settings, 'development'>) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (development && request.method === 'GET') {
      response.on('finish', () => {
        const isEmpty = response.statusCode === 200 && response.getHeader('Content-Type') === undefined;
        const route = routePattern(request);
        if (isEmpty && route !== undefined && wantsHtml(request)) logger.warn('an empty page', { route, remedy: REMEDY });
      });
    }
    next();
  };
}
