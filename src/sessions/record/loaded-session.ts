import type { SessionData } from 'express-session';
import { LoginRequired } from '../../http/errors/access-problems.js';
import type { SessionAddress } from '../../redis/redis-port.js';
import type { Principal } from '../../users/principal/principal.js';
import type { MovedSession, SessionRecord } from './session-record.js';

/** This holds what came with a session in the same round trip, for the serializer. */
export const LOADED = Symbol('what this session was loaded with');

/** On a session that was loaded or saved once, this is what the store holds of it: from then on it only overwrites itself. */
export const STORED = Symbol('what the store holds of this session');

/** On a request, this creates its session for a handler that asks for it after all (express/lazy-session.ts). */
export const BEGIN_SESSION = Symbol('makes the session of this request');

/** On a request, this is what was found of its session (express/lazy-session.ts). */
export const FOUND_RECORD = Symbol('what was found of the session of this request');

/** On a request, this is the account that its next session id is for (express/session-options.ts). */
export const HASH_TAG = Symbol('the account that the next session id of this request is for');

/** On a request, this is what it had before it got a session (express/session-regeneration.ts). */
export const BEFORE = Symbol('what this request had before it got a session');

/** On a request, this says that it repeats one that has changed the id of its session (express/id-change.ts). */
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

/** On a record that is about to be saved, this is the session that it continues under a new id. */
export const MOVED_FROM = Symbol('the session that moves to this one');

/** This is the session that a new one continues, and what its old id says of the new one. */
export interface MovedFrom extends SessionAddress {
  describe(newId: string, hash: string): MovedSession;
}

export type LoadedRecord = SessionRecord & {
  [LOADED]?: SessionAddress & {
    readonly principal: string | null;
    resolved?: Promise<Principal | null>;
    /** This is who is signed in, judged once in a request. */
    signedIn?: Promise<Principal | null>;
    /** This is the id of the mass revocation that ends this session. */
    revokedBy?: string;
  };
  [MOVED_FROM]?: MovedFrom;
};

/** Is thrown when a session was revoked while it was about to get a new id: nobody is signed in. */
export class SessionRevoked extends LoginRequired {
  override readonly name = 'SessionRevoked';
}
