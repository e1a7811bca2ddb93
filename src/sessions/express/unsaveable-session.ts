import type { NextFunction, Request, RequestHandler, Response } from 'express';

/**
 * express-session serialises the session to JSON when an answer ends. A value that JSON does not know (a BigInt, a
 * cycle) throws there, no later `end()` does anything, and the client would wait for ever. This turns that answer
 * into an error, which the filter logs and makes a 500; what could not be saved is dropped, the rest of the session
 * is kept.
 */
export function refuseUnsaveable(expressSession: RequestHandler): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    const endWithoutSession = response.end.bind(response);
    let isGuarded = false;
    const goOn: NextFunction = (error?: unknown) => {
      // This runs before anything else of this request may end its answer.
      if (!isGuarded) guard(request, response, endWithoutSession, next);
      isGuarded = true;
      next(error);
    };
    expressSession(request, response, goOn);
  };
}

function guard(request: Request, response: Response, endWithoutSession: Response['end'], next: NextFunction): void {
  const endWithSession = response.end.bind(response);
  const end = (...args: unknown[]): unknown => {
    try {
      return Reflect.apply(endWithSession, undefined, args);
    } catch (error) {
      dropUnsaveable(request.session);
      Object.assign(response, { end: endWithoutSession });
      next(error);
      return response;
    }
  };
  Object.assign(response, { end });
}

function dropUnsaveable(session: object): void {
  for (const [name, value] of Object.entries(session)) if (!isSaveable(value)) Reflect.deleteProperty(session, name);
}

function isSaveable(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}
