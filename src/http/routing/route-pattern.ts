import type { Request } from 'express';
import { routes } from './allowed-methods.js';
import { hasMalformedTarget, NAMED_ROUTE } from '../request-state.js';

/** Says under which pattern, such as `/assets/:file`, a request counts that is answered before the router. */
export function nameRoute(request: Request, pattern: string): void {
  request[NAMED_ROUTE] = pattern;
}

/**
 * Returns the pattern of the route that a request is for, undefined for an unknown path: one of a closed list,
 * whatever is asked. A request that was refused before the router, or for the method, is looked up.
 */
export function routePattern(request: Request): string | undefined {
  const pattern: unknown = request[NAMED_ROUTE] ?? request.route?.path;
  return typeof pattern === 'string' ? pattern : routeFor(request);
}

function routeFor(request: Request): string | undefined {
  if (hasMalformedTarget(request)) return undefined;
  try {
    const path = routes(request.app).find((layer) => layer.match(request.path))?.route?.path;
    return typeof path === 'string' ? path : undefined;
  } catch {
    // A parameter could not be decoded.
    return undefined;
  }
}
