import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Problem } from '../http/errors/problem.js';
import { AccountEvents } from '../users/account-events.js';
import { type Principal, principalOfUser } from '../users/principal/principal.js';
import { PrincipalsService } from '../users/principal/principals.service.js';
import type { User } from '../users/user.entity.js';
import { OwnSessionReturn } from './authentication/own-session-return.js';
import { liveRecordOf } from './express/lazy-session.js';
import { SessionRegeneration } from './express/session-regeneration.js';
import { SessionSerializer } from './express/session.serializer.js';
import { SessionStore } from './express/session-store.js';
import { OwnSessionCookie } from './impersonation/own-session-cookie.js';
import { ClientFingerprint } from './record/client-fingerprint.js';
import { absoluteExpiry } from './record/session-expiry.js';
import { addressOf } from './record/session-id.js';
import { SessionReader } from './record/session-reader.js';
import type { SessionRecord } from './record/session-record.js';
import { SessionRevoker } from './record/session-revoker.js';
import { decodeRecord } from './record/session-codec.js';
import { DurableRevocations } from './remember-me/durable-revocations.js';

/** Begins and ends sessions in which an administrator acts as somebody (docs/impersonation.md). */
@Injectable()
export class ImpersonatedSessions {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly store: SessionStore,
    private readonly reader: SessionReader,
    private readonly serializer: SessionSerializer,
    private readonly regeneration: SessionRegeneration,
    private readonly revoker: SessionRevoker,
    private readonly durableRevocations: DurableRevocations,
    private readonly principals: PrincipalsService,
    private readonly clients: ClientFingerprint,
    private readonly cookie: OwnSessionCookie,
    private readonly returns: OwnSessionReturn,
    private readonly events: AccountEvents,
  ) {}

  /**
   * Gives this browser a session as `user`, without any authentication, so that it is never fresh and of level 1; the
   * administrator's own stands. A lint rule allows only Impersonations to call it, which asks who may. Throws
   * `session_required` where a header signed this request in, and in a session in which somebody acts already.
   */
  async beginImpersonation(request: Request, response: Response, user: User): Promise<Principal> {
    const { sessionID: ownId, user: admin } = request;
    const [own, address] = [liveRecordOf(request), addressOf(ownId)];
    if (admin === undefined || address === null || own === undefined || own.impersonation !== undefined) {
      throw new Problem('session_required');
    }
    const impersonation = { accountId: admin.id, hashTag: address.hashTag, session: address.hash };
    const principal = principalOfUser(user);
    const begun = { signedInAt: Date.now(), authentications: [], series: null, impersonation };
    await this.regeneration.create(request, { principal, client: this.clients.of(request), ...begun });
    this.cookie.set(response, request.sessionID, ownId);
    // PostgreSQL may go away before the first page is looked at.
    await this.principals.warm(principal.id);
    const impersonatedBy = { id: admin.id, username: admin.username };
    request.user = { ...principal, impersonatedBy };
    return request.user;
  }

  /** Leads this browser into a session that the same request has begun before; returns null where that one is over. */
  async resumeImpersonation(request: Request, response: Response, sessionId: string): Promise<Principal | null> {
    const { sessionID: ownId } = request;
    const data = await this.reader.read(sessionId);
    const record = data.passport?.user;
    const principal = record?.impersonation === undefined ? null : await this.serializer.resolvePrincipal(record);
    if (principal === null) return null;
    this.regeneration.adopt(request, sessionId, data, principal);
    this.cookie.set(response, sessionId, ownId);
    return principal;
  }

  /**
   * Ends the session in which an administrator acts as somebody, unless it is over already, and leads back to their own.
   * Returns who is signed in afterwards, null for nobody.
   */
  async end(request: Request, response: Response): Promise<Principal | null> {
    const { user } = request;
    const record = liveRecordOf(request);
    // A second click comes when the browser has its own cookie again.
    if (user !== undefined && record?.impersonation === undefined) return user;
    if (user !== undefined && record !== undefined) await this.revoke(request.sessionID, record);
    delete request.user;
    return this.returns.goBack(request, response);
  }

  private async revoke(sessionId: string, record: SessionRecord): Promise<void> {
    const hash = addressOf(sessionId)?.hash;
    // Of two clicks at once one has revoked it, and tells.
    if (hash === undefined || !(await this.store.revoke(sessionId, 'logged-out'))) return;
    await this.durableRevocations.keep(record.accountId, [{ hash, expiresAt: absoluteExpiry(record, this.settings) }], []);
    this.tellEnd(record, 'ended');
  }

  /**
   * Ends an administrator's own session too, when they log out of the one in which they act as somebody. Of two clicks at
   * once each end is told by the one that ended it.
   */
  async logOutOwn(request: Request, response: Response, record: SessionRecord, endedIt: boolean): Promise<void> {
    const { impersonation } = record;
    this.cookie.clear(request, response);
    if (impersonation === undefined) return;
    if (endedIt) this.tellEnd(record, 'logged out');
    const { accountId, hashTag, session: hash } = impersonation;
    const own = decodeRecord(await this.revoker.revoke({ hashTag, hash }, 'logged-out'));
    if (own === null) return;
    const ends = [{ hash, expiresAt: absoluteExpiry(own, this.settings) }];
    await this.durableRevocations.keep(accountId, ends, own.series === null ? [] : [own.series]);
    this.events.announce('logged-out', { accountId });
  }

  private tellEnd({ accountId, impersonation }: SessionRecord, reason: string): void {
    this.events.announce('impersonation-ended', { accountId, actorId: impersonation?.accountId, reason });
  }
}
