import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../config/settings.js';
import { PrincipalsService } from '../users/principal/principals.service.js';
import { type Principal, principalOfUser } from '../users/principal/principal.js';
import type { User } from '../users/user.entity.js';
import { AccountSessionsService } from './account-sessions.service.js';
import { type Authentication, withAuthentication } from './record/authentication.js';
import { ClientFingerprint } from './record/client-fingerprint.js';
import { DurableRevocations } from './remember-me/durable-revocations.js';
import { RememberCookie } from './remember-me/remember-cookie.js';
import { SeriesService } from './remember-me/series.service.js';
import { type LeftBehind, SessionRegeneration } from './express/session-regeneration.js';
import { SessionCookie } from './express/session-cookie.js';
import { addressOf } from './record/session-id.js';
import type { LiveSession } from './record/session-index.js';
import type { RevocationReason } from './record/session-record.js';
import type { SessionAddress } from '../redis/redis-port.js';
import { SessionStore } from './express/session-store.js';
import type { NewLogin } from './express/session.serializer.js';
import { absoluteExpiry } from './record/session-expiry.js';

type Login = Pick<NewLogin, 'authentications' | 'series'>;

/** These options of a login say which session it starts. */
export interface NewSession {
  readonly authentications: readonly Authentication[];
  readonly remember: boolean;
}

/** Begins, renews and revokes the session of the browser that a request comes from. */
@Injectable()
export class SessionsService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly store: SessionStore,
    private readonly regeneration: SessionRegeneration,
    private readonly accountSessions: AccountSessionsService,
    private readonly series: SeriesService,
    private readonly durableRevocations: DurableRevocations,
    private readonly rememberCookie: RememberCookie,
    private readonly clients: ClientFingerprint,
    private readonly cookie: SessionCookie,
    private readonly principals: PrincipalsService,
  ) {}

  /**
   * Signs the browser in and revokes the session and series that it had before. A lint rule allows only LoginService
   * to call it, after every step of the login was passed.
   */
  async startSession(request: Request, response: Response, user: User, login: NewSession): Promise<Principal> {
    const { authentications, remember } = login;
    const principal = principalOfUser(user);
    const { user: userBefore, sessionID, session } = request;
    const before = { user: userBefore, sessionID, session, selectors: this.selectorsOf(request) };
    const issued = remember ? await this.series.begin(principal, this.clients.of(request)) : undefined;
    await this.openSession(request, principal, { authentications, series: issued?.selector ?? null }).catch(
      async (error: unknown) => {
        // Nobody will ever hold this series.
        if (issued !== undefined) await this.series.revoke([issued.selector]);
        throw error;
      },
    );
    await this.store.revoke(before.sessionID, 'moved');
    // The answer that brought a new id may have been lost: nobody but this browser was to have it.
    await this.revokeMoved(before, 'moved');
    await this.series.revoke(before.selectors);
    if (issued !== undefined) await this.series.makeRoom(principal.id);
    await this.revokeDerived(before.user, before.selectors, 'moved');
    if (issued === undefined) this.rememberCookie.clear(request, response);
    else this.rememberCookie.set(response, issued, issued.expiresAt);
    // PostgreSQL may go away before the first page is looked at.
    await this.principals.warm(principal.id);
    return principal;
  }

  /** Notes in the session of this request that its cookie has not come back yet: until then nobody can miss it. */
  async awaitPresentation({ session, sessionID }: Request): Promise<void> {
    const record = session.passport?.user;
    if (record === undefined) return;
    record.unpresented = { since: Date.now() };
    await this.store.saveNow(sessionID, session);
  }

  /** Revokes a session with its series, unless its cookie has come back. */
  async revokeUnpresented(address: SessionAddress): Promise<void> {
    const record = await this.store.revokeUnpresented(address);
    if (record === null) return;
    const ends = [{ hash: address.hash, expiresAt: absoluteExpiry(record, this.settings) }];
    await this.durableRevocations.keep(record.accountId, ends, record.series === null ? [] : [record.series]);
  }

  /** Takes back what {@link startSession} began in this request: the answer signs nobody in and changes no cookie. */
  async withdraw(request: Request, response: Response): Promise<void> {
    const address = addressOf(request.sessionID);
    if (address !== null) await this.revokeUnpresented(address);
    this.regeneration.rollback(request);
    delete request.session.passport;
    delete request.user;
    response.removeHeader('Set-Cookie');
  }

  /** Opens a session under a new id; the sessions of the account that were used least recently make room for it. */
  async openSession(request: Request, principal: Principal, login: Login): Promise<void> {
    await this.regeneration.create(request, { principal, client: this.clients.of(request), signedInAt: Date.now(), ...login });
    await this.accountSessions.makeRoom(principal);
  }

  /**
   * Renews the authentication: the session goes on under a new id, from this client, fresh. Throws SessionRevoked
   * when it was revoked at the same moment.
   */
  async reauthenticate(request: Request, principal: Principal): Promise<void> {
    await this.goOn(request, principal, request.session.passport?.user?.series ?? null, { stillShows: true });
  }

  private async goOn(request: Request, principal: Principal, series: string | null, left: LeftBehind): Promise<void> {
    const record = request.session.passport?.user;
    if (record === undefined) throw new Error('no session to renew');
    const client = this.clients.of(request);
    const { signedInAt } = record;
    const authentications = withAuthentication(record.authentications, { method: 'password', at: Date.now() });
    const login = { principal, client, signedInAt, authentications, series };
    await this.regeneration.regenerate(request, login, left);
  }

  /** After a new security stamp this browser goes on under a new id, and under a new series if it had one. */
  async keepOnlyThisSession(request: Request, response: Response, principal: Principal): Promise<void> {
    const hadSeries = request.session.passport?.user?.series != null;
    await this.series.revokeAll(principal.id);
    await this.accountSessions.clearIndex(principal.hashTag);
    const issued = hadSeries ? await this.series.begin(principal, this.clients.of(request)) : undefined;
    const remember = issued && { ...issued, expiresAt: issued.expiresAt.getTime() };
    const left = { stillShows: false, remember };
    await this.goOn(request, principal, issued?.selector ?? null, left).catch(async (error: unknown) => {
      // Nobody will ever hold the new series.
      if (issued !== undefined) await this.series.revoke([issued.selector]);
      throw error;
    });
    if (issued !== undefined) this.rememberCookie.set(response, issued, issued.expiresAt);
    else this.rememberCookie.clear(request, response);
  }

  /** Revokes the session of this request and its series and clears both cookies; returns true if the session was alive. */
  async revoke(request: Request, response: Response, reason: RevocationReason = 'logged-out'): Promise<boolean> {
    const { session, sessionID, user } = request;
    const record = session.passport?.user;
    const selectors = this.selectorsOf(request);
    const wasAlive = record === undefined ? await this.revokeMoved(request, reason) : await this.store.revoke(sessionID, reason);
    // Whoever is signed in for this request alone has no address, and the principal knows where its sessions lie.
    const { hash, hashTag = user?.hashTag ?? '' } = addressOf(sessionID) ?? {};
    const ends = record === undefined || hash === undefined ? [] : [{ hash, expiresAt: absoluteExpiry(record, this.settings) }];
    await this.durableRevocations.keep(record?.accountId, ends, selectors);
    const account = record && { id: record.accountId, hashTag };
    const grown = await this.revokeDerived(account, selectors, reason, wasAlive ? undefined : record?.signedInAt);
    this.regeneration.rollback(request);
    delete request.session.passport;
    delete request.user;
    this.cookie.clear(request, response);
    this.rememberCookie.clear(request, response);
    return wasAlive || grown;
  }

  /** A logout, or a login, that was sent before the browser had its new id revokes the session under that one. */
  private async revokeMoved(
    { session: { moved, newer }, sessionID }: Pick<Request, 'session' | 'sessionID'>,
    reason: RevocationReason,
  ): Promise<boolean> {
    const { to: movedTo } = moved ?? {};
    // A session that this build cannot read is revoked too, because it lies where every build looks.
    if (newer === true) return this.store.revoke(sessionID, reason);
    const record = movedTo === undefined ? null : await this.store.revokeMoved(sessionID, movedTo, reason);
    if (record === null || movedTo === undefined) return false;
    const ends = [{ hash: movedTo, expiresAt: absoluteExpiry(record, this.settings) }];
    await this.durableRevocations.keep(record.accountId, ends, record.series === null ? [] : [record.series]);
    return true;
  }

  /** Returns the series of this browser, by its session and by its cookie: they are the same one but for a race. */
  private selectorsOf(request: Request): string[] {
    const { series } = request.session.passport?.user ?? {};
    const selectors = [series, ...this.rememberCookie.read(request).map(({ selector }) => selector)];
    return [...new Set(selectors.filter((selector) => typeof selector === 'string'))];
  }

  /**
   * Revokes the sessions that were derived from these series, and what has `moved` to another id since this request
   * read it, which is known by its login.
   */
  private async revokeDerived(
    user: Pick<Principal, 'id' | 'hashTag'> | undefined,
    selectors: string[],
    reason: RevocationReason,
    moved?: number,
  ): Promise<boolean> {
    if (user === undefined || (selectors.length === 0 && moved === undefined)) return false;
    const isOf = (series: string | null) => series !== null && selectors.includes(series);
    const belongs = ({ record }: LiveSession) => isOf(record.series) || record.signedInAt === moved;
    const ended = await this.accountSessions.revokeWhere(user, belongs, reason);
    const more = ended.flatMap(({ series }) => (series === null || isOf(series) ? [] : [series]));
    await this.durableRevocations.keep(user.id, [], more);
    return ended.length > 0;
  }
}
