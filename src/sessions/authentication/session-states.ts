import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { SessionAddress } from '../../redis/redis-port.js';
import type { Principal } from '../../users/principal/principal.js';
import { liveRecordOf } from '../express/lazy-session.js';
import { SessionSerializer } from '../express/session.serializer.js';
import { addressOf } from '../record/session-id.js';
import { LOADED, type LoadedRecord } from '../record/loaded-session.js';
import { SessionReader } from '../record/session-reader.js';
import type { RevocationReason } from '../record/session-record.js';

/** A session is live, with its person where this build can tell, goes on elsewhere, or is over. */
export type SessionState =
  { readonly user: Principal | undefined } | { readonly movedTo: SessionAddress } | { readonly over: RevocationReason };

/** A session that gets new ids faster than they can be followed counts as over. */
const MOVES = 5;

/** Returns where the session of this request is kept, null where it has none: a header signs in for one request only. */
export function sessionOf(request: Request): SessionAddress | null {
  return liveRecordOf(request) === undefined ? null : addressOf(request.sessionID);
}

/** Reads again what a session is, for answers that take longer than the request that began them. Reading is no activity. */
@Injectable()
export class SessionStates {
  constructor(
    private readonly reader: SessionReader,
    private readonly serializer: SessionSerializer,
  ) {}

  /** Throws where the stores cannot be asked. */
  async of(address: SessionAddress): Promise<SessionState> {
    const { passport, moved, ended, newer } = await this.reader.readAt(address);
    // A later version can read it.
    if (newer === true) return { user: undefined };
    if (moved !== undefined) return { movedTo: { hashTag: address.hashTag, hash: moved.to } };
    const record: LoadedRecord | undefined = passport?.user;
    if (record === undefined) return { over: ended ?? 'expired' };
    const user = await this.serializer.resolvePrincipal(record);
    if (user !== null) return { user };
    return { over: record[LOADED]?.revokedBy === undefined ? 'revoked' : 'mass-revoked' };
  }

  /**
   * Resolves to the person of this request as they are now, or to null where the session is over since, or the account gone
   * or disabled; whom a header signed in for one request has none. Throws where the stores cannot be asked.
   */
  async userOf(request: Request): Promise<Principal | null> {
    const address = sessionOf(request);
    return address === null ? null : this.userAt(address, MOVES);
  }

  private async userAt(address: SessionAddress, moves: number): Promise<Principal | null> {
    const state = await this.of(address);
    if ('movedTo' in state && moves > 0) return this.userAt(state.movedTo, moves - 1);
    return 'user' in state ? (state.user ?? null) : null;
  }
}
