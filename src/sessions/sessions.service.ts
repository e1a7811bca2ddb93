import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PrincipalsService } from '../users/principal/principals.service.js';
import { type Principal, principalOfUser } from '../users/principal/principal.js';
import type { User } from '../users/user.entity.js';
import { AccountSessionsService } from './account-sessions.service.js';
import { type Authentication, hasSecondStep } from './record/authentication.js';
import { ClientFingerprint } from './record/client-fingerprint.js';
import { SessionCounters } from './record/session-counters.js';
import { RememberCookie } from './remember-me/remember-cookie.js';
import { type IssuedToken, SeriesService } from './remember-me/series.service.js';
import { SessionRegeneration } from './express/session-regeneration.js';
import { SessionStore } from './express/session-store.js';
import type { NewLogin } from './express/session.serializer.js';
import { SignOut } from './sign-out.js';

type Login = Pick<NewLogin, 'authentications' | 'series'>;

/** These options of a login say which session it starts. */
export interface NewSession {
  readonly authentications: readonly Authentication[];
  readonly remember: boolean;
}

/** Starts the session of the browser that a request comes from. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly store: SessionStore,
    private readonly regeneration: SessionRegeneration,
    private readonly accountSessions: AccountSessionsService,
    private readonly series: SeriesService,
    private readonly rememberCookie: RememberCookie,
    private readonly clients: ClientFingerprint,
    private readonly signOut: SignOut,
    private readonly principals: PrincipalsService,
    private readonly counters: SessionCounters,
  ) {}

  /**
   * Signs the browser in and revokes the session and series that it had before. A lint rule allows only LoginService
   * to call it, after every step of the login was passed.
   */
  async startSession(request: Request, response: Response, user: User, login: NewSession): Promise<Principal> {
    const { authentications, remember } = login;
    const principal = principalOfUser(user);
    const before = this.signOut.before(request);
    const issued = remember ? await this.beginSeries(request, principal, authentications) : undefined;
    await this.openSession(request, principal, { authentications, series: issued?.selector ?? null }).catch(
      async (error: unknown) => {
        // Nobody will ever hold this series.
        if (issued !== undefined) await this.series.revoke([issued.selector]);
        throw error;
      },
    );
    this.counters.countAuthentications(authentications);
    await this.signOut.revokeBefore(before);
    if (issued !== undefined) await this.series.makeRoom(principal.id);
    if (issued === undefined) this.rememberCookie.clear(request, response);
    else this.rememberCookie.set(response, issued, issued.expiresAt);
    // PostgreSQL may go away before the first page is looked at.
    await this.principals.warm(principal.id);
    return principal;
  }

  private beginSeries(request: Request, principal: Principal, authentications: readonly Authentication[]): Promise<IssuedToken> {
    return this.series.begin(principal, this.clients.of(request), hasSecondStep(authentications));
  }

  /** Opens a session under a new id; the sessions of the account that were used least recently make room for it. */
  private async openSession(request: Request, principal: Principal, login: Login): Promise<void> {
    const signedInAt = Date.now();
    const begun = login.series === null ? {} : { seriesBegunAt: signedInAt };
    await this.regeneration.create(request, { principal, client: this.clients.of(request), signedInAt, ...begun, ...login });
    await this.accountSessions.makeRoom(principal);
  }

  /** Notes in the session of this request that its cookie has not come back yet: until then nobody can miss it. */
  async awaitPresentation({ session, sessionID }: Request): Promise<void> {
    const record = session.passport?.user;
    if (record === undefined) return;
    record.unpresented = { since: Date.now() };
    await this.store.saveNow(sessionID, session);
  }
}
