import type { Express, Request } from 'express';
import { BEGIN_SESSION, FOUND_RECORD } from '../record/loaded-session.js';
import type { SessionRecord } from '../record/session-record.js';

/**
 * Creates `request.session` of a request that only reads when a handler asks for it, and then saves it like any
 * other. Most pages never ask, and express-session is a fifth of the cost of a page.
 */
export function makeSessionsLazy({ request }: Express): void {
  Object.defineProperty(request, 'session', {
    configurable: true,
    get(this: Request) {
      const begin = this[BEGIN_SESSION];
      if (begin === undefined) return undefined;
      this[BEGIN_SESSION] = undefined;
      begin();
      return this.session;
    },
    set(this: Request, value: unknown) {
      Object.defineProperty(this, 'session', { configurable: true, enumerable: true, writable: true, value });
    },
  });
  // Passport sets these in every request that it sees, and it does not see these; after its logout a user is null.
  request.isAuthenticated = function isAuthenticated(this: Request) {
    return Boolean(this.user);
  } as Request['isAuthenticated'];
  request.isUnauthenticated = function isUnauthenticated(this: Request) {
    return !this.user;
  } as Request['isUnauthenticated'];
}

/** Makes the session lazy: `begin` must set `request.session` before it returns, and `record` is what it will hold. */
export function beginSessionOnDemand(request: Request, begin: () => void, record?: SessionRecord): void {
  request[BEGIN_SESSION] = begin;
  request[FOUND_RECORD] = record;
}

/** Returns the record of the live session of this request without creating a session, for callers that only read it. */
export function liveRecordOf(request: Request): SessionRecord | undefined {
  return Object.hasOwn(request, 'session') ? request.session.passport?.user : request[FOUND_RECORD];
}
