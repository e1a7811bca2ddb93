import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Principal } from '../users/principal.js';
import { RequestCredentials } from './request-credentials.js';
import { SessionCookie } from './session-cookie.js';
import { SessionProtection } from './session-protection.js';
import { SessionStore } from './session-store.js';
import { SessionSerializer } from './session.serializer.js';

/**
 * Who is signed in, for an answer that only looks: no activity, no remember-me, no cookie set or cleared.
 * Judges as the way of every other request does (session middleware, Passport, SessionState), in one round trip.
 */
@Injectable()
export class SessionLookup {
  constructor(
    @Inject(RequestCredentials) private readonly credentials: RequestCredentials,
    @Inject(SessionCookie) private readonly cookie: SessionCookie,
    @Inject(SessionStore) private readonly store: SessionStore,
    @Inject(SessionSerializer) private readonly serializer: SessionSerializer,
    @Inject(SessionProtection) private readonly protection: SessionProtection,
  ) {}

  /** Throws when the credentials of a header are wrong, and in an outage. */
  async principalOf(request: Request, response: Response): Promise<Principal | undefined> {
    const byHeader = this.credentials.areTaken ? await this.credentials.principalOf(request) : undefined;
    return byHeader ?? (await this.bySession(request, response));
  }

  private async bySession(request: Request, response: Response): Promise<Principal | undefined> {
    const id = this.cookie.read(request);
    const session = id === undefined ? undefined : await this.store.get(id);
    const record = session?.passport?.user;
    if (id === undefined || !session || record === undefined) return undefined;
    const principal = await this.serializer.principalOf(record);
    if (principal === null) return undefined;
    if (!this.protection.objects(request, record)) return principal;

    Object.assign(request, { sessionID: id, user: principal });
    this.store.createSession(request, session);
    const signedOut = await this.protection.object(request, response);
    // Of a session that is over: the next page says so and clears it.
    response.removeHeader('Set-Cookie');
    return signedOut ? undefined : principal;
  }
}
