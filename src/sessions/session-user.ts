import type { SessionAddress } from '../redis/redis-port.js';
import type { SessionRecord } from './session-record.js';

/** What came with a session in the same round trip, for the serializer. */
export const LOADED = Symbol('what this session was loaded with');

/** On a record that is about to be saved: the session that it goes on from, under a new id. */
export const CONTINUES = Symbol('the session that moves to this one');

export type SessionUser = SessionRecord & {
  [LOADED]?: SessionAddress & { readonly principal: string | null };
  [CONTINUES]?: SessionAddress;
};

/** A session was ended while it was about to get a new id: nobody is signed in. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded';
}
