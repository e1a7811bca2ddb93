import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../config/settings.js';
import type { SessionAddress } from '../redis/redis-port.js';
import type { AccountKeys } from '../users/principal/principal.js';
import { AccountSessionsService } from './account-sessions.service.js';
import { SessionCookie } from './express/session-cookie.js';
import { SessionRegeneration } from './express/session-regeneration.js';
import { SessionStore } from './express/session-store.js';
import { absoluteExpiry } from './record/session-expiry.js';
import { addressOf } from './record/session-id.js';
import type { LiveSession } from './record/session-index.js';
import type { RevocationReason, SessionRecord } from './record/session-record.js';
import { DurableRevocations } from './remember-me/durable-revocations.js';
import { RememberCookie } from './remember-me/remember-cookie.js';
import { SeriesService } from './remember-me/series.service.js';

/** This is what a browser had when its request arrived: perhaps a session, perhaps series. */
export interface SessionBefore extends Pick<Request, 'session' | 'sessionID' | 'user'> {
  readonly selectors: readonly string[];
}

/** Revokes the session of the browser that a request comes from, with its series and what was derived from it. */
@Injectable()
export class SignOut {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly store: SessionStore,
    private readonly regeneration: SessionRegeneration,
    private readonly accountSessions: AccountSessionsService,
    private readonly series: SeriesService,
    private readonly durableRevocations: DurableRevocations,
    private readonly rememberCookie: RememberCookie,
    private readonly cookie: SessionCookie,
  ) {}

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
    this.leave(request, response);
    return wasAlive || grown;
  }

  /** Forgets in this browser a session that has ended with all others of its account. */
  leave(request: Request, response: Response): void {
    this.forget(request);
    this.cookie.clear(request, response);
    this.rememberCookie.clear(request, response);
  }

  /** Returns what this browser has; its series by its session and by its cookie are the same one but for a race. */
  before(request: Request): SessionBefore {
    const { user, sessionID, session } = request;
    return { user, sessionID, session, selectors: this.selectorsOf(request) };
  }

  /** Revokes what a browser had before a login gave it a new session. */
  async revokeBefore(before: SessionBefore): Promise<void> {
    await this.store.revoke(before.sessionID, 'moved');
    // The answer that brought a new id may have been lost: nobody but this browser was to have it.
    await this.revokeMoved(before, 'moved');
    await this.series.revoke(before.selectors);
    await this.revokeDerived(before.user, before.selectors, 'moved');
  }

  /** Revokes a session with its series and returns its record, unless its cookie has come back: then it returns null. */
  async revokeUnpresented(address: SessionAddress): Promise<SessionRecord | null> {
    const record = await this.store.revokeUnpresented(address);
    if (record !== null) await this.keepDurably(record, address.hash);
    return record;
  }

  /** Takes back a session that this request began: the answer signs nobody in and changes no cookie. */
  async withdraw(request: Request, response: Response): Promise<void> {
    const address = addressOf(request.sessionID);
    if (address !== null) await this.revokeUnpresented(address);
    this.forget(request);
    response.removeHeader('Set-Cookie');
  }

  private forget(request: Request): void {
    this.regeneration.rollback(request);
    delete request.session.passport;
    delete request.user;
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
    await this.keepDurably(record, movedTo);
    return true;
  }

  /** Tells PostgreSQL of a revoked session and its series, because a failover of Redis may bring it back. */
  private async keepDurably(record: SessionRecord, hash: string): Promise<void> {
    const ends = [{ hash, expiresAt: absoluteExpiry(record, this.settings) }];
    await this.durableRevocations.keep(record.accountId, ends, record.series === null ? [] : [record.series]);
  }

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
    user: AccountKeys | undefined,
    selectors: readonly string[],
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
