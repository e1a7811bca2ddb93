import type { NextFunction, Request, RequestHandler, Response } from 'express';

/**
 * Runs middleware in this order as one layer of Express' router, because a layer of its own costs a request more than
 * what most of it does. Middleware that throws, rejects or hands an error to `next` ends the chain, as in Express.
 */
export function middlewareChain(...middleware: readonly RequestHandler[]): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    let place = 0;
    // Whatever was thrown is an error: to go on would skip what stands between here and the router.
    const fail = (thrown: unknown): void => next(thrown instanceof Error ? thrown : new Error('not an error was thrown'));
    const advance = (error?: unknown): void => {
      const step = middleware[place];
      if (Boolean(error) || step === undefined) return next(error);
      place += 1;
      try {
        const settled: unknown = step(request, response, advance);
        if (settled !== undefined && settled instanceof Promise) settled.catch(fail);
      } catch (thrown) {
        fail(thrown);
      }
    };
    advance();
  };
}

/** Leaves out middleware for requests whose path this pattern matches. */
export function unlessAt(path: RegExp, middleware: RequestHandler): RequestHandler {
  return (request, response, next) => (path.test(request.path) ? next() : middleware(request, response, next));
}
