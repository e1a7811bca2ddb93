import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { addressOf } from './session-id.js';
import { tagRequest } from './session-options.js';
import type { SessionRecord } from './session-record.js';
import { SessionStore } from './session-store.js';
import { CONTINUES, type SessionUser } from './session-user.js';
import { SessionSerializer, type SigningIn } from './session.serializer.js';

const BEFORE = Symbol('what this request had before it got a session');

type Adopting = Request & { [BEFORE]?: Pick<Request, 'session' | 'sessionID'> };

/**
 * Gives a request a session under a new id (session fixation) and saves it before the answer. Passport's
 * own login ends the old session first and, when the save fails, leaves the browser with the cookie of a
 * session that does not exist; here nothing changes until the new one is stored.
 */
@Injectable()
export class SessionAdoption {
  constructor(
    @Inject(SessionStore) private readonly store: SessionStore,
    @Inject(SessionSerializer) private readonly serializer: SessionSerializer,
  ) {}

  /** A session that begins now. */
  async begin(request: Request, login: SigningIn): Promise<void> {
    await this.adopt(request, login, await this.serialize(login), {});
  }

  /** The session of this request under another id, with what pages have stored in it. Throws SessionEnded. */
  async continue(request: Request, login: SigningIn): Promise<void> {
    const { cookie: _setting, passport: _login, ended: _state, movedTo: _other, ...data } = request.session;
    // Without its symbols: by them the store would take the new session for one that it has already.
    const kept = Object.fromEntries(Object.entries(data));
    // Fields that a newer build has added go on with it.
    const before = Object.fromEntries(Object.entries(request.session.passport?.user ?? {}));
    const record: SessionUser = { ...before, ...(await this.serialize(login)) };
    const from = addressOf(request.sessionID);
    if (from !== null) record[CONTINUES] = from;
    await this.adopt(request, login, record, kept);
  }

  /** Takes a session of this very request away again: or its cookie would be set in the answer that ends it. */
  undo(request: Adopting): void {
    Object.assign(request, request[BEFORE]);
  }

  private async adopt(request: Adopting, { principal }: SigningIn, user: SessionRecord, kept: object): Promise<void> {
    const { session, sessionID } = request;
    tagRequest(request, principal.tag);
    this.store.generate(request);
    Object.assign(request.session, kept, { passport: { user } });
    try {
      await this.store.set(request.sessionID, request.session);
    } catch (error) {
      Object.assign(request, { session, sessionID });
      throw error;
    }
    request[BEFORE] ??= { session, sessionID };
    request.user = principal;
  }

  private serialize(login: SigningIn): Promise<SessionRecord> {
    return new Promise((resolve, reject) => {
      this.serializer.serializeUser(login, (error, record) =>
        record ? resolve(record) : reject(error ?? new Error('serializer')),
      );
    });
  }
}
