import type { Request } from 'express';
import { hasMalformedTarget } from '../request-state.js';
import { routes } from './allowed-methods.js';

/**
 * Returns what the handler of this request's route says by `SetMetadata(key, ...)`, before the router has run;
 * undefined where there is no such route. Nest copies the metadata of a handler, though not of its controller, to the
 * function that it hands Express.
 */
export function routeSays(request: Request, key: symbol): unknown {
  if (hasMalformedTarget(request)) return undefined;
  // HEAD runs the handler of GET, where it has none of its own.
  const methods = request.method === 'HEAD' ? ['head', 'get', '_all'] : [request.method.toLowerCase(), '_all'];
  const has = (known: Readonly<Record<string, boolean>>) => methods.some((method) => known[method] === true);
  try {
    const layer = routes(request.app).find((one) => one.route !== undefined && has(one.route.methods) && one.match(request.path));
    const [handler] = layer?.route?.stack ?? [];
    return handler === undefined ? undefined : Reflect.getMetadata(key, handler.handle);
  } catch {
    // A parameter could not be decoded.
    return undefined;
  }
}
