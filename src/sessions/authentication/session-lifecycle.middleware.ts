import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Flash, type FlashCode } from '../../http/responses/flash.js';
import { showsNoPage, wantsHtml } from '../../http/responses/content-negotiation.js';
import { IdChange } from '../express/id-change.js';
import { RememberCookie } from '../remember-me/remember-cookie.js';
import { RefusedCookies } from './refused-cookies.js';
import { RememberMeService } from './remember-me.service.js';
import { RequestCredentials } from './request-credentials.js';
import { SessionCookie } from '../express/session-cookie.js';
import { SessionProtection } from './session-protection.js';
import type { RevocationReason, SessionRecord } from '../record/session-record.js';
import { SessionStore } from '../express/session-store.js';
import { activityIsDue } from '../record/session-expiry.js';

/** Programs that poll who is signed in are no activity of the person (docs/architecture.md). */
const NO_ACTIVITY = /^\/session\/?$/i;

const TOLD: Partial<Record<RevocationReason, FlashCode>> = {
  expired: 'sessionExpired',
  revoked: 'sessionRevoked',
  evicted: 'sessionEvicted',
  theft: 'rememberTheft',
  protected: 'sessionProtected',
};

/**
 * Runs after Passport: it protects a live session and notes its use, tries remember-me where there is none, and for a
 * dead one tells the person and clears the cookie.
 */
@Injectable()
export class SessionLifecycle {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly store: SessionStore,
    private readonly cookie: SessionCookie,
    private readonly protection: SessionProtection,
    private readonly rememberMe: RememberMeService,
    private readonly rememberCookie: RememberCookie,
    private readonly credentials: RequestCredentials,
    private readonly refusedCookies: RefusedCookies,
    private readonly flash: Flash,
    private readonly idChange: IdChange,
  ) {}

  readonly middleware = (request: Request, response: Response, next: NextFunction): void => {
    const isQuiet = request.user === undefined ? !this.hasCookies(request) : !this.protection.isViolatedBy(request);
    if (isQuiet && !this.credentials.areTaken) {
      this.noteActivity(request);
      return next();
    }
    this.settle(request, response).then(() => next(), next);
  };

  /** Tells whether a live session needs nothing done in this request: no suspicion and no activity to be noted. */
  isSettled(request: Request, record: SessionRecord): boolean {
    return !this.protection.isViolatedBy(request, record) && !this.activityIsDue(request, record);
  }

  /** Tells whether the browser sent any cookie that signs in, valid or not. */
  hasCookies(request: Request): boolean {
    if (request.headers.cookie === undefined) return false;
    return this.cookie.isSent(request) || this.rememberCookie.isSent(request);
  }

  private async settle(request: Request, response: Response): Promise<void> {
    if (await this.authenticateRequest(request)) return;
    if (request.user !== undefined) {
      // This comes first so that one write keeps both.
      this.noteActivity(request);
      const signedOut = this.protection.isViolatedBy(request) && (await this.protection.enforce(request, response));
      if (signedOut) this.flash.add(request, 'sessionProtected');
      return;
    }
    // The browser has a newer cookie by now, or will get one, so this answer must not touch any.
    const { ended, passport } = request.session;
    if (ended === 'moved') await this.idChange.resume(request, response);
    // Passport has emptied a session of another security stamp; a password change may be about to give it another id.
    if (ended === 'moved' || (passport !== undefined && (await this.idChange.isUnderWay(request, response)))) {
      if (request.user === undefined) request.leavesCookies = true;
      return;
    }
    if (!this.hasCookies(request)) return;
    const told = this.rememberCookie.isSent(request) ? await this.rememberMe.restore(request, response) : undefined;
    if (request.user === undefined && told === undefined) this.refusedCookies.note(request);
    if (request.user === undefined) await this.tell(request, response, told);
  }

  /** Signs in by a header, for this request only. */
  private async authenticateRequest(request: Request): Promise<boolean> {
    const principal = await this.credentials.principalByHeader(request);
    if (principal === undefined) return false;
    delete request.session.passport;
    request.user = principal;
    return true;
  }

  private noteActivity(request: Request): void {
    const record = request.session.passport?.user;
    // Changing the session is enough: express-session saves it with the answer.
    if (record !== undefined && this.activityIsDue(request, record)) record.lastSeenAt = Date.now();
  }

  private activityIsDue(request: Request, record: SessionRecord): boolean {
    return !NO_ACTIVITY.test(request.path) && activityIsDue(record, this.settings, Date.now());
  }

  private async tell(request: Request, response: Response, told: RevocationReason | undefined): Promise<void> {
    const reason = told ?? (await this.reason(request));
    const code = reason && TOLD[reason];
    // A program that polls must not use up what a person is to be told.
    if (code !== undefined && NO_ACTIVITY.test(request.path)) return;
    // Neither must a script whose answer no page shows: it hears of it, and the next page does too.
    if (code !== undefined && showsNoPage(request) && wantsHtml(request)) return this.flash.add(request, code);
    this.cookie.clear(request, response);
    if (code !== undefined) this.flash.add(request, code);
  }

  /** Returns why there is no user; undefined when none of our secrets has signed the cookie. */
  private async reason(request: Request): Promise<RevocationReason | undefined> {
    if (request.session.ended !== undefined) return request.session.ended;
    // Passport has emptied the session: the account is gone or disabled or has another stamp, or the session was revoked.
    if (request.session.passport === undefined) return undefined;
    await this.store.revoke(request.sessionID, 'revoked');
    return 'revoked';
  }
}
