import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { SessionData } from 'express-session';
import type { Principal } from '../../users/principal/principal.js';
import { RequestCredentials } from './request-credentials.js';
import { SessionCookie } from '../express/session-cookie.js';
import { SessionProtection } from './session-protection.js';
import type { SessionRecord } from '../record/session-record.js';
import { SessionReader } from '../record/session-reader.js';
import { addressOf } from '../record/session-id.js';
import { SessionStore } from '../express/session-store.js';
import { SessionSerializer } from '../express/session.serializer.js';

/** What the cookie of a request leads to. Nobody is signed in where there is no principal. */
export interface FoundSession {
  readonly id: string;
  readonly session: SessionData;
  readonly signedIn?: { readonly record: SessionRecord; readonly principal: Principal };
}

/**
 * Who is signed in, in one round trip: judges as express-session and Passport together do, and writes
 * nothing. No activity, no remember-me, no cookie set or cleared.
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

  /** Undefined where the request has no session cookie that we signed. Throws in an outage. */
  async find(request: Request): Promise<FoundSession | undefined> {
    const { ids, areSeveral } = this.cookie.read(request);
    let found: FoundSession | undefined;
    // Of several cookies of the name the first good one counts: the others are a neighbour's, or are dead.
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

  /** A page that was on its way when the session got another id is shown all the same, never as fresh; it saves nothing. */
  private async show(request: Request, id: string, session: SessionData): Promise<void> {
    const { hashTag } = addressOf(id) ?? {};
    if ((request.method !== 'GET' && request.method !== 'HEAD') || !session.moved || hashTag === undefined) return;
    const { passport, ...data } = await this.reader.readAt({ hashTag, hash: session.moved.to });
    const record = passport?.user;
    if (record === undefined || this.protection.isViolatedBy(request, record)) return;
    record.authentications = [];
    Object.assign(session, { ...data, cookie: session.cookie, passport });
  }

  /** Whether several session cookies were sent, of which express-session would take the first, good or not. */
  hasToChoose(request: Request): boolean {
    return this.cookie.read(request).areSeveral;
  }

  /** For an answer that only looks. Throws when the credentials of a header are wrong, and in an outage. */
  async principalOf(request: Request, response: Response): Promise<Principal | undefined> {
    const byHeader = this.credentials.areTaken ? await this.credentials.principalByHeader(request) : undefined;
    return byHeader ?? (await this.bySession(request, response));
  }

  private async bySession(request: Request, response: Response): Promise<Principal | undefined> {
    const found = await this.find(request);
    if (found?.signedIn === undefined) return undefined;
    const { record, principal } = found.signedIn;
    if (!this.protection.isViolatedBy(request, record)) return principal;

    Object.assign(request, { sessionID: found.id, user: principal });
    this.store.createSession(request, found.session);
    const signedOut = await this.protection.enforce(request, response);
    // Of a session that is over: the next page says so and clears it.
    response.removeHeader('Set-Cookie');
    return signedOut ? undefined : principal;
  }
}
