import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { SessionData } from 'express-session';
import { LastSeen } from '../../users/last-seen.js';
import type { Principal } from '../../users/principal/principal.js';
import { addressOf } from '../record/session-id.js';
import { tagRequest } from './session-options.js';
import type { SessionRecord } from '../record/session-record.js';
import { SessionStore } from './session-store.js';
import { BEFORE, MOVED_FROM, type LoadedRecord } from '../record/loaded-session.js';
import { requestText, sealSuccessor, type SuccessorToken } from '../record/successor.js';
import { SessionSerializer, type NewLogin } from './session.serializer.js';

/** This says what the old id is still good for. */
export interface LeftBehind {
  /** This is true when requests that were under way may still show pages. */
  readonly stillShows: boolean;
  readonly remember?: SuccessorToken | undefined;
}

/**
 * Gives a request a session under a new id (session fixation) and saves it before the answer. Passport's own login
 * destroys the old session first and, when the save fails, leaves the browser with the cookie of a session that does
 * not exist. Here nothing changes until the new one is stored.
 */
@Injectable()
export class SessionRegeneration {
  constructor(
    private readonly store: SessionStore,
    private readonly serializer: SessionSerializer,
    private readonly lastSeen: LastSeen,
  ) {}

  /** Begins a session. */
  async create(request: Request, login: NewLogin): Promise<void> {
    await this.replace(request, login, await this.serialize(login), {});
    // Where an administrator acts as a person, that person is not there.
    if (login.impersonation === undefined) this.lastSeen.note(login.principal.id);
  }

  /**
   * Moves the session of this request to another id, with what pages have stored in it. The same request again gets
   * that id too (see id-change.ts). Throws SessionRevoked.
   */
  async regenerate(request: Request, login: NewLogin, { stillShows, remember }: LeftBehind): Promise<void> {
    const { cookie: _setting, passport: _login, ended: _state, moved: _other, ...data } = request.session;
    // The symbols are left out, because by them the store would take the new session for one that it has already.
    const kept = Object.fromEntries(Object.entries(data));
    // Fields that a newer build has added are kept.
    const before = Object.fromEntries(Object.entries(request.session.passport?.user ?? {}));
    const { sessionID: oldId } = request;
    const from = addressOf(oldId);
    if (from === null) return this.replace(request, login, { ...before, ...(await this.serialize(login)) }, kept);
    const unpresented = { since: Date.now(), from: from.hash };
    const record: LoadedRecord = { ...before, ...(await this.serialize(login)), unpresented };
    const text = requestText(request);
    const describe = (sessionId: string, to: string) => {
      const successor = { sessionId, ...(remember && { remember }) };
      return { to, stillShows, sealed: sealSuccessor(oldId, text, successor) };
    };
    record[MOVED_FROM] = { ...from, describe };
    await this.replace(request, login, record, kept);
  }

  /** Gives this request the session that another request has begun just now; this answer sets its cookie as well. */
  adopt(request: Request, sessionId: string, data: SessionData, principal: Principal): void {
    const { session, sessionID } = request;
    request.sessionID = sessionId;
    this.store.createSession(request, data);
    request[BEFORE] ??= { session, sessionID };
    request.user = principal;
  }

  /** Signs in this request alone: nothing is stored, and no cookie is set. */
  async signInOnce(request: Request, login: NewLogin): Promise<void> {
    request.session.passport = { user: await this.serialize(login) };
    // Without an id express-session neither saves a session nor sets its cookie.
    Object.assign(request, { sessionID: undefined, user: login.principal });
  }

  /** Removes a session that this very request has begun: otherwise the answer that revokes it would set its cookie. */
  rollback(request: Request): void {
    Object.assign(request, request[BEFORE]);
  }

  private async replace(request: Request, { principal }: NewLogin, user: SessionRecord, kept: object): Promise<void> {
    const { session, sessionID } = request;
    tagRequest(request, principal.hashTag);
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

  private serialize(login: NewLogin): Promise<SessionRecord> {
    return new Promise((resolve, reject) => {
      this.serializer.serializeUser(login, (error, record) =>
        record ? resolve(record) : reject(error ?? new Error('serializer')),
      );
    });
  }
}
