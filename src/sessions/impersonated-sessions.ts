import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Problem } from '../http/errors/problem.js';
import { AccountEvents } from '../users/account-events.js';
import { type Principal, principalOfUser } from '../users/principal/principal.js';
import { PrincipalsService } from '../users/principal/principals.service.js';
import type { User } from '../users/user.entity.js';
import { AccountSessionsService } from './account-sessions.service.js';
import { OwnSessionReturn } from './authentication/own-session-return.js';
import { liveRecordOf } from './express/lazy-session.js';
import { SessionRegeneration } from './express/session-regeneration.js';
import { OwnSessionCookie } from './impersonation/own-session-cookie.js';
import { ClientFingerprint } from './record/client-fingerprint.js';
import { addressOf } from './record/session-id.js';
import type { SessionRecord } from './record/session-record.js';
import { DurableRevocations } from './remember-me/durable-revocations.js';

/** Begins and ends sessions in which an administrator acts as somebody (docs/impersonation.md). */
@Injectable()
export class ImpersonatedSessions {
  constructor(
    private readonly regeneration: SessionRegeneration,
    private readonly accountSessions: AccountSessionsService,
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

  /**
   * Ends the session in which an administrator acts as somebody, unless it is over already, and leads back to their own.
   * Returns who is signed in afterwards, null for nobody.
   */
  async end(request: Request, response: Response): Promise<Principal | null> {
    const { user, sessionID } = request;
    const record = liveRecordOf(request);
    // A second click comes when the browser has its own cookie again.
    if (user !== undefined && record?.impersonation === undefined) return user;
    if (user !== undefined && record !== undefined) {
      const hash = addressOf(sessionID)?.hash;
      const ended = await this.accountSessions.revokeWhere(user, (one) => one.hash === hash, 'logged-out');
      if (ended.length > 0) this.tellEnd(record, 'ended');
    }
    delete request.user;
    return this.returns.goBack(request, response);
  }

  /** Ends an administrator's own session too, when they log out of the one in which they act as somebody. */
  async logOutOwn(request: Request, response: Response, record: SessionRecord): Promise<void> {
    const { impersonation } = record;
    this.cookie.clear(request, response);
    if (impersonation === undefined) return;
    const { accountId, hashTag, session } = impersonation;
    const ended = await this.accountSessions.revokeWhere(
      { id: accountId, hashTag },
      ({ hash }) => hash === session,
      'logged-out',
    );
    const series = ended.flatMap((own) => own.series ?? []);
    await this.durableRevocations.keep(accountId, [], series);
    this.tellEnd(record, 'logged out');
    if (ended.length > 0) this.events.announce('logged-out', { accountId });
  }

  private tellEnd({ accountId, impersonation }: SessionRecord, reason: string): void {
    this.events.announce('impersonation-ended', { accountId, actorId: impersonation?.accountId, reason });
  }
}
