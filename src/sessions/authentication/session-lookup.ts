import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { SessionData } from 'express-session';
import type { Principal } from '../../users/principal/principal.js';
import { levelOf } from '../record/authentication.js';
import { RequestCredentials } from './request-credentials.js';
import { SessionCookie } from '../express/session-cookie.js';
import { SessionProtection } from './session-protection.js';
import type { SessionRecord } from '../record/session-record.js';
import { SessionReader } from '../record/session-reader.js';
import { addressOf } from '../record/session-id.js';
import { SessionStore } from '../express/session-store.js';
import { SessionSerializer } from '../express/session.serializer.js';

/** This is what the cookie of a request leads to. Nobody is signed in where there is no principal. */
export interface FoundSession {
  readonly id: string;
  readonly session: SessionData;
  readonly signedIn?: { readonly record: SessionRecord; readonly principal: Principal };
}

/** This is who a request comes from, and how many factors its session has shown. */
export interface SignedIn {
  readonly principal: Principal;
  readonly level: 1 | 2;
}

/**
 * Finds who is signed in with one round trip. It judges as express-session and Passport together do and writes
 * nothing: no activity, no remember-me, no cookie set or cleared.
 */
@Injectable()
export class SessionLookup {
  constructor(
    private readonly credentials: RequestCredentials,
    private readonly cookie: SessionCookie,
    private readonly reader: SessionReader,
    private readonly store: SessionStore,
    private readonly serializer: SessionSerializer,
    private readonly protection: SessionProtection,
  ) {}

  /** Returns undefined when the request has no session cookie that we signed. Throws in an outage. */
  async find(request: Request): Promise<FoundSession | undefined> {
    const { ids, areSeveral } = this.cookie.read(request);
    let found: FoundSession | undefined;
    // The first valid one of several cookies counts; the others belong to a neighbour or are dead.
    for (const id of ids) {
      const candidate = await this.findById(request, id);
      if (found === undefined || candidate.signedIn !== undefined) found = candidate;
      if (found.signedIn !== undefined) break;
    }
    if (areSeveral && found !== undefined) this.cookie.keepOnly(request, found.id);
    return found;
  }

  private async findById(request: Request, id: string): Promise<FoundSession> {
    const session = await this.reader.read(id);
    if (session.moved?.stillShows === true) await this.show(request, id, session);
    const record = session.passport?.user;
    const principal = record === undefined ? null : await this.serializer.resolvePrincipal(record);
    return record === undefined || principal === null ? { id, session } : { id, session, signedIn: { record, principal } };
  }

  /** Shows a page that was on its way when the session got another id, but never as fresh; nothing is saved. */
  private async show(request: Request, id: string, session: SessionData): Promise<void> {
    const { hashTag } = addressOf(id) ?? {};
    if ((request.method !== 'GET' && request.method !== 'HEAD') || !session.moved || hashTag === undefined) return;
    const { passport, ...data } = await this.reader.readAt({ hashTag, hash: session.moved.to });
    const record = passport?.user;
    if (record === undefined || this.protection.isViolatedBy(request, record)) return;
    record.authentications = [];
    Object.assign(session, { ...data, cookie: session.cookie, passport });
  }

  /** Tells whether several session cookies were sent; express-session would take the first, valid or not. */
  hasToChoose(request: Request): boolean {
    return this.cookie.read(request).areSeveral;
  }

  /**
   * Finds who is signed in, and at which level, for an answer that only reads. Throws when the credentials of a header
   * are wrong, and in an outage.
   */
  async visitorOf(request: Request, response: Response): Promise<SignedIn | undefined> {
    const byHeader = this.credentials.areTaken ? await this.credentials.principalByHeader(request) : undefined;
    // A key is one factor, and nothing would raise its level.
    return byHeader ? { principal: byHeader, level: 1 } : this.bySession(request, response);
  }

  private async bySession(request: Request, response: Response): Promise<SignedIn | undefined> {
    const found = await this.find(request);
    if (found?.signedIn === undefined) return undefined;
    const { record, principal } = found.signedIn;
    if (!this.protection.isViolatedBy(request, record)) return { principal, level: levelOf(record.authentications) };

    Object.assign(request, { sessionID: found.id, user: principal });
    this.store.createSession(request, found.session);
    const signedOut = await this.protection.enforce(request, response);
    // The session is over, and the next page says so and clears its cookie.
    response.removeHeader('Set-Cookie');
    // What was shown before was shown by another client.
    return signedOut ? undefined : { principal, level: 1 };
  }
}
