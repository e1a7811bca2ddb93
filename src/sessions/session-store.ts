import { Inject, Injectable } from '@nestjs/common';
import { RedisStore } from 'connect-redis';
import type { Request } from 'express';
import session, { type SessionData } from 'express-session';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Logger } from '../log/logger.js';
import { RedisPort } from '../redis/redis-port.js';
import { SessionCounts } from './session-counts.js';
import { SessionEnds } from './session-ends.js';
import { addressOf } from './session-id.js';
import { SessionReader } from './session-reader.js';
import { dataOf, type EndReason, type SessionRecord } from './session-record.js';
import { movedMark, recordOf, storedSession } from './session-text.js';
import { CONTINUES, SessionEnded, type SessionUser, STORED, type StoredSession } from './session-user.js';
import { answer } from './store-callback.js';

interface LoadedSession {
  readonly id: string;
  readonly session: SessionData;
}

type GetCallback = (error: unknown, session?: SessionData | null) => void;
type Callback = (error?: unknown) => void;

/**
 * connect-redis' store over our port, for a Redis server and for the embedded adapter alike, and what it
 * lacks: keys that are hashes, ends that leave a reason, limits judged by the {@link SessionReader}, and no
 * write that could bring an ended session back (expressjs/session #632).
 */
@Injectable()
export class SessionStore extends RedisStore {
  /** express-session puts this method on its store: a new session object, under a new id, on the request. */
  declare generate: (request: Request) => void;
  private loaded: LoadedSession | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(RedisPort) private readonly redis: RedisPort,
    @Inject(Logger) private readonly logger: Logger,
    @Inject(SessionReader) private readonly reader: SessionReader,
    @Inject(SessionEnds) private readonly ends: SessionEnds,
    @Inject(SessionCounts) private readonly counts: SessionCounts,
  ) {
    // The port takes the client's place: get, set, touch and destroy below never ask it.
    super({ client: {}, disableTouch: true });
    // Without this method express-session does not even compare, which saves a hash of the session.
    Reflect.set(this, 'touch', undefined);
  }

  /** The session, or one that says why it is over; at once when it was read before. */
  override async get(sessionId: string, callback?: GetCallback): Promise<SessionData | void> {
    const { loaded } = this;
    if (loaded?.id === sessionId && callback !== undefined) return callback(null, loaded.session);
    return answer(callback, () => this.reader.read(sessionId));
  }

  /** For express-session, entered by `enter`: it asks for its session at once, and gets the one that was loaded. */
  withLoaded(loaded: LoadedSession | undefined, enter: () => void): void {
    this.loaded = loaded;
    try {
      enter();
    } finally {
      this.loaded = undefined;
    }
  }

  /** Writes a new session only where none is, and a loaded one only over itself. Throws {@link SessionEnded}. */
  override async set(sessionId: string, session: StoredSession, callback?: Callback): Promise<void> {
    return answer(callback, () => this.write(sessionId, session));
  }

  /** express-session calls this when an id gives way to a new one. */
  override async destroy(sessionId: string, callback?: Callback): Promise<void> {
    return answer(callback, async () => void (await this.end(sessionId, 'moved')));
  }

  /** Ends a session; the first reason stays. True for the one call that ended it. */
  async end(sessionId: string, reason: EndReason): Promise<boolean> {
    const address = addressOf(sessionId);
    return address !== null && (await this.ends.end(address, reason)) !== null;
  }

  /** Ends the session that this old id has moved to; its record, if it was alive. */
  async endMoved(sessionId: string, movedTo: string, reason: EndReason): Promise<SessionRecord | null> {
    const address = addressOf(sessionId);
    if (address === null) return null;
    return recordOf(await this.ends.end({ tag: address.tag, hash: movedTo }, reason));
  }

  /** Writes a changed record at once, if nobody has written meanwhile; true for the one writer who did. */
  async swap(sessionId: string, session: StoredSession): Promise<boolean> {
    const address = addressOf(sessionId);
    const data = dataOf(session);
    if (address === null || data === null || session[STORED] === undefined) return false;
    const stored = storedSession(data, this.settings);
    const swapped = await this.redis.swap(address, session[STORED], stored);
    session[STORED] = stored.record;
    return swapped;
  }

  override createSession(request: Request, data: StoredSession): session.Session & SessionData {
    const created = super.createSession(request, data);
    // express-session copies the fields and no symbol.
    return Object.assign(created, { [STORED]: data[STORED] });
  }

  private async write(sessionId: string, session: StoredSession): Promise<void> {
    const address = addressOf(sessionId);
    if (address === null) throw new Error('a guest has no session: sign in before storing anything in it');
    const data = dataOf(session);
    // express-session tries to save a session that has just been ended, and a new one twice.
    if (data === null) return;
    const stored = storedSession(data, this.settings);
    if (session[STORED] === stored.record) return;
    const record: SessionUser = data.passport.user;
    const from = record[CONTINUES];
    if (session[STORED] !== undefined) {
      // An ended session stays ended: the late write of a slow request is dropped.
      if (!(await this.redis.save(address, stored))) {
        this.counts.revivedWritesPrevented += 1;
        this.logger.info('late session write dropped');
      }
    } else if (from === undefined) {
      if (await this.redis.start(address, stored)) this.counts.started += 1;
    } else if (!(await this.redis.move(from, address, stored, movedMark(address.hash, this.settings)))) throw new SessionEnded();
    session[STORED] = stored.record;
  }
}
