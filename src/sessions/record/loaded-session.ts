import type { SessionData } from 'express-session';
import type { SessionAddress } from '../../redis/redis-port.js';
import type { Principal } from '../../users/principal/principal.js';
import type { MovedSession, SessionRecord } from './session-record.js';

/** What came with a session in the same round trip, for the serializer. */
export const LOADED = Symbol('what this session was loaded with');

/** On a session that was loaded or saved once, what the store holds of it: from then on it is only written over itself. */
export const STORED = Symbol('what the store holds of this session');

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
export class SessionRevoked extends Error {
  override readonly name = 'SessionRevoked';
}
