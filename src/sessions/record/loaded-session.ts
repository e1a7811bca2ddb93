import type { SessionData } from 'express-session';
import { LoginRequired } from '../../http/errors/access-problems.js';
import type { SessionAddress } from '../../redis/redis-port.js';
import type { Principal } from '../../users/principal/principal.js';
import type { MovedSession, SessionRecord } from './session-record.js';

/** What came with a session in the same round trip, for the serializer. */
export const LOADED = Symbol('what this session was loaded with');

/** On a session that was loaded or saved once, what the store holds of it: from then on it is only written over itself. */
export const STORED = Symbol('what the store holds of this session');

/** On a request: makes its session, for a handler that asks for it after all (express/lazy-session.ts). */
export const BEGIN_SESSION = Symbol('makes the session of this request');

/** On a request: what was found of its session (express/lazy-session.ts). */
export const FOUND_RECORD = Symbol('what was found of the session of this request');

/** On a request: the account that its next session id is for (express/session-options.ts). */
export const HASH_TAG = Symbol('the account that the next session id of this request is for');

/** On a request: what it had before it got a session (express/session-regeneration.ts). */
export const BEFORE = Symbol('what this request had before it got a session');

/** On a request: it repeats one that has changed the id of its session (express/id-change.ts). */
export const REPEATS = Symbol('this request repeats one that has changed the id of its session');

declare global {
  namespace Express {
    interface Request {
      [BEGIN_SESSION]?: (() => void) | undefined;
      [FOUND_RECORD]?: SessionRecord | undefined;
      [HASH_TAG]?: string;
      [BEFORE]?: Pick<import('express').Request, 'session' | 'sessionID'>;
      [REPEATS]?: true;
    }
  }
}

export type LoadedSession = SessionData & { [STORED]?: string };

/** On a record that is about to be saved: the session that it goes on from, under a new id. */
export const MOVED_FROM = Symbol('the session that moves to this one');

/** The session that a new one goes on from, and what its old id says of the new one. */
export interface MovedFrom extends SessionAddress {
  describe(newId: string, hash: string): MovedSession;
}

export type LoadedRecord = SessionRecord & {
  [LOADED]?: SessionAddress & { readonly principal: string | null; resolved?: Promise<Principal | null> };
  [MOVED_FROM]?: MovedFrom;
};

/** A session was ended while it was about to get a new id: nobody is signed in. */
export class SessionRevoked extends LoginRequired {
  override readonly name = 'SessionRevoked';
}
