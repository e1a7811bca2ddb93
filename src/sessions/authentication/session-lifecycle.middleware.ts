import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { NO_ACTIVITY } from '../../http/request-state.js';
import { showsNoPage, wantsHtml } from '../../http/responses/content-negotiation.js';
import { routeSays } from '../../http/routing/route-metadata.js';
import { IdChange } from '../express/id-change.js';
import { EndingMessages } from './ending-messages.js';
import { RememberCookie } from '../remember-me/remember-cookie.js';
import { RefusedCookies } from './refused-cookies.js';
import { RememberMeService } from './remember-me.service.js';
import { RequestCredentials } from './request-credentials.js';
import { SessionCookie } from '../express/session-cookie.js';
import { SessionProtection } from './session-protection.js';
import type { Ending, SessionRecord } from '../record/session-record.js';
import { SessionReader } from '../record/session-reader.js';
import { SessionStore } from '../express/session-store.js';
import { activityIsDue } from '../record/session-expiry.js';
import { LastSeen } from '../../users/last-seen.js';
import { OwnSessionReturn } from './own-session-return.js';

/** Programs that poll who is signed in are no activity of the person (docs/architecture.md). */
const SESSION = /^\/session\/?$/i;

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
    private readonly idChange: IdChange,
    private readonly reader: SessionReader,
    private readonly messages: EndingMessages,
    private readonly lastSeen: LastSeen,
    private readonly ownSession: OwnSessionReturn,
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
      if (signedOut) this.messages.add(request, { reason: 'protected' });
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
    const isOver = this.ownSession.isPossible(request);
    if (isOver && (await this.returnToOwn(request, response))) return;
    // The way back stays for the page that a browser goes on to when this form is refused.
    if (isOver && !isLookedAt(request) && wantsHtml(request)) return;
    // What was meant for the other person must not happen to the administrator: a form does not bring remember-me back.
    if (isOver) return this.tell(request, response, undefined);
    const told = this.rememberCookie.isSent(request) ? await this.rememberMe.restore(request, response) : undefined;
    if (request.user === undefined && told === undefined) this.refusedCookies.note(request);
    if (request.user === undefined) await this.tell(request, response, told);
  }

  /** A page that is looked at after an administrator no longer acts as somebody is their own again. */
  private async returnToOwn(request: Request, response: Response): Promise<boolean> {
    if (!isLookedAt(request) || !wantsHtml(request)) return false;
    const ending = await this.ending(request);
    if ((await this.ownSession.goBack(request, response)) === null) return false;
    if (this.messages.isTold(ending)) this.messages.add(request, ending);
    return true;
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
    if (record === undefined || !this.activityIsDue(request, record)) return;
    // Changing the session is enough: express-session saves it with the answer.
    record.lastSeenAt = Date.now();
    // The person themselves was not there.
    if (record.impersonation === undefined) this.lastSeen.note(record.accountId);
  }

  private activityIsDue(request: Request, record: SessionRecord): boolean {
    // What the handler says is asked last: once a minute for each session.
    return activityIsDue(record, this.settings, Date.now()) && !isNoActivity(request);
  }

  private async tell(request: Request, response: Response, told: Ending | undefined): Promise<void> {
    const ending = told ?? (await this.ending(request));
    const isTold = this.messages.isTold(ending);
    // A program that polls must not use up what a person is to be told.
    if (isTold && isNoActivity(request)) return;
    // Neither must a script whose answer no page shows: it hears of it, and the next page does too.
    if (!isTold || !showsNoPage(request) || !wantsHtml(request)) this.cookie.clear(request, response);
    if (isTold) this.messages.add(request, ending);
  }

  /** Returns why there is no user; undefined when none of our secrets has signed the cookie. */
  private async ending(request: Request): Promise<Ending | undefined> {
    const { ended, revokedBy, passport } = request.session;
    if (ended !== undefined) return { reason: ended, revokedBy };
    // Passport has emptied the session: the account is gone or disabled or has another stamp, or the session was revoked.
    if (passport === undefined) return undefined;
    if (await this.store.revoke(request.sessionID, 'revoked')) return { reason: 'revoked' };
    // Its tombstone says why, if somebody has put one there: a mass revocation does.
    const { ended: before = 'revoked', revokedBy: by } = await this.reader.read(request.sessionID);
    return { reason: before, revokedBy: by };
  }
}

function isLookedAt({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isNoActivity(request: Request): boolean {
  // No person asks what may be asked.
  return request.method === 'OPTIONS' || SESSION.test(request.path) || routeSays(request, NO_ACTIVITY) === true;
}
