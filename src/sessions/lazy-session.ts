import type { Express, Request } from 'express';

const BEGIN = Symbol('makes the session of this request');

type LazyRequest = Request & { [BEGIN]?: (() => void) | undefined };

/**
 * `request.session` of a request that is read only comes into being when a handler asks for it, and then is
 * saved like any other. Most pages never do, and express-session is a fifth of the price of a page.
 */
export function makeSessionsLazy({ request }: Express): void {
  Object.defineProperty(request, 'session', {
    configurable: true,
    get(this: LazyRequest) {
      const begin = this[BEGIN];
      if (begin === undefined) return undefined;
      this[BEGIN] = undefined;
      begin();
      return this.session;
    },
    set(this: Request, value: unknown) {
      Object.defineProperty(this, 'session', { configurable: true, enumerable: true, writable: true, value });
    },
  });
  // Passport sets these in every request that it sees, which these are not.
  request.isAuthenticated = function isAuthenticated(this: Request) {
    return this.user !== undefined;
  } as Request['isAuthenticated'];
  request.isUnauthenticated = function isUnauthenticated(this: Request) {
    return this.user === undefined;
  } as Request['isUnauthenticated'];
}

/** `begin` must set `request.session` before it returns. */
export function beginSessionOnDemand(request: LazyRequest, begin: () => void): void {
  request[BEGIN] = begin;
}
