import { Inject, Injectable } from '@nestjs/common';
import { RedisStore } from 'connect-redis';
import type { Request } from 'express';
import session, { type SessionData } from 'express-session';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Logger } from '../../log/logger.js';
import { RedisPort, type SessionAddress } from '../../redis/redis-port.js';
import { SessionCounters } from '../record/session-counters.js';
import { SessionRevoker } from '../record/session-revoker.js';
import { addressOf } from '../record/session-id.js';
import { SessionReader } from '../record/session-reader.js';
import { SessionWriter } from '../record/session-writer.js';
import type { RevocationReason, SessionRecord } from '../record/session-record.js';
import { storedDataOf } from '../record/stored-session.js';
import { movedTombstone, decodeRecord, encodeSession } from '../record/session-codec.js';
import { MOVED_FROM, SessionRevoked, type LoadedRecord, STORED, type LoadedSession } from '../record/loaded-session.js';
import { answer } from './store-callback.js';

interface PreloadedSession {
  readonly id: string;
  readonly session: SessionData;
}

type GetCallback = (error: unknown, session?: SessionData | null) => void;
type Callback = (error?: unknown) => void;

/**
 * Extends connect-redis' store over our port, for a Redis server and for the embedded adapter alike, by what it
 * lacks: hashed keys, revocations with a reason, limits judged by the {@link SessionReader}, and no write that could
 * bring a revoked session back (expressjs/session #632).
 */
@Injectable()
export class SessionStore extends RedisStore {
  /** express-session puts this method on its store: a new session object, under a new id, on the request. */
  declare generate: (request: Request) => void;
  private loaded: PreloadedSession | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly redis: RedisPort,
    private readonly logger: Logger,
    private readonly reader: SessionReader,
    private readonly revoker: SessionRevoker,
    private readonly counters: SessionCounters,
    private readonly writer: SessionWriter,
  ) {
    // The port takes the client's place: get, set, touch and destroy below never use it.
    super({ client: {}, disableTouch: true });
    // Without this method express-session does not even compare, which saves hashing the session.
    Reflect.set(this, 'touch', undefined);
  }

  /** Returns the session or one that says why it is over, without a round trip when it was read before. */
  override async get(sessionId: string, callback?: GetCallback): Promise<SessionData | void> {
    const { loaded } = this;
    if (loaded?.id === sessionId && callback !== undefined) return callback(null, loaded.session);
    return answer(callback, () => this.reader.read(sessionId));
  }

  /** Enters express-session, which asks for its session at once and gets the one that was loaded. */
  withLoaded(loaded: PreloadedSession | undefined, enter: () => void): void {
    this.loaded = loaded;
    try {
      enter();
    } finally {
      this.loaded = undefined;
    }
  }

  /** Writes a new session only where none is, and a loaded one only over itself. Throws {@link SessionRevoked}. */
  override async set(sessionId: string, session: LoadedSession, callback?: Callback): Promise<void> {
    return answer(callback, () => this.write(sessionId, session));
  }

  /** express-session calls this when an id gives way to a new one. */
  override async destroy(sessionId: string, callback?: Callback): Promise<void> {
    return answer(callback, async () => void (await this.revoke(sessionId, 'moved')));
  }

  /** Revokes a session; the first reason stays. It returns true for the one call that revoked it. */
  async revoke(sessionId: string, reason: RevocationReason): Promise<boolean> {
    const address = addressOf(sessionId);
    return address !== null && (await this.revoker.revoke(address, reason)) !== null;
  }

  /** Revokes the session that this old id has moved to, and returns its record if it was alive. */
  async revokeMoved(sessionId: string, movedTo: string, reason: RevocationReason): Promise<SessionRecord | null> {
    const address = addressOf(sessionId);
    if (address === null) return null;
    return decodeRecord(await this.revoker.revoke({ hashTag: address.hashTag, hash: movedTo }, reason));
  }

  /** Revokes a session whose cookie has not come back yet, and returns its record if it was such a one. */
  async revokeUnpresented(address: SessionAddress): Promise<SessionRecord | null> {
    const { session: text } = await this.redis.read(address);
    const record = decodeRecord(text);
    if (text === null || record?.unpresented === undefined) return null;
    return (await this.revoker.revoke(address, 'moved', text)) === null ? null : record;
  }

  /** Writes a changed session at once. Of several writers of the same change, true goes to the one that did it. */
  async saveNow(sessionId: string, session: LoadedSession): Promise<boolean> {
    const address = addressOf(sessionId);
    return address !== null && (await this.writer.save(address, session)) === 'written';
  }

  override createSession(request: Request, data: LoadedSession): session.Session & SessionData {
    const created = super.createSession(request, data);
    // express-session copies the fields but no symbols.
    return Object.assign(created, { [STORED]: data[STORED] });
  }

  private async write(sessionId: string, session: LoadedSession): Promise<void> {
    const address = addressOf(sessionId);
    if (address === null) throw new Error('a guest has no session: sign in before storing anything in it');
    const data = storedDataOf(session);
    // express-session tries to save a session that has just been revoked, and a new one twice. Nobody saves a session
    // that is only looked at under its old id.
    if (data === null || session.ended !== undefined) return;
    if (session[STORED] !== undefined) return this.saveLoaded(address, session);
    const stored = encodeSession(data, this.settings);
    const record: LoadedRecord = data.passport.user;
    const from = record[MOVED_FROM];
    if (from === undefined) {
      if (await this.redis.start(address, stored)) this.counters.started += 1;
    } else {
      const mark = movedTombstone(from.describe(sessionId, address.hash), this.settings);
      if (!(await this.redis.move(from, address, stored, mark))) throw new SessionRevoked();
    }
    session[STORED] = stored.record;
  }

  private async saveLoaded(address: SessionAddress, session: LoadedSession): Promise<void> {
    if ((await this.writer.save(address, session)) !== 'over') return;
    // A revoked session stays revoked: the late write of a slow request is dropped.
    this.counters.revivedWritesPrevented += 1;
    this.logger.info('late session write dropped');
  }
}
