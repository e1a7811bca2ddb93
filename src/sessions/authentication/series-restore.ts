import type { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import { Notices } from '../../notices/notices.service.js';
import { RedisPort } from '../../redis/redis-port.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { PrincipalsService } from '../../users/principal/principals.service.js';
import { User } from '../../users/user.entity.js';
import { RestoreGate } from './restore-gate.js';
import { AccountSessionsService } from '../account-sessions.service.js';
import { ClientFingerprint } from '../record/client-fingerprint.js';
import type { RememberToken } from '../remember-me/remember-cookie.js';
import type { IssuedValidator, RestoreOutcome } from '../remember-me/restore-outcome.js';
import type { Series } from '../remember-me/series.entity.js';
import { SeriesService } from '../remember-me/series.service.js';
import { SeriesUse } from '../remember-me/series-use.js';
import { RevokedLogins } from '../revocations/revoked-logins.js';
import { SessionRegeneration } from '../express/session-regeneration.js';
import { SessionStore } from '../express/session-store.js';
import { addressOf } from '../record/session-id.js';

const REFUSED: RestoreOutcome = { kind: 'refused' };

/** Restores one series, from a presented token to a session of the request. */
@Injectable()
export class SeriesRestore {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly redis: RedisPort,
    private readonly use: SeriesUse,
    private readonly series: SeriesService,
    private readonly store: SessionStore,
    private readonly regeneration: SessionRegeneration,
    private readonly accountSessions: AccountSessionsService,
    private readonly principals: PrincipalsService,
    private readonly clients: ClientFingerprint,
    private readonly events: AccountEvents,
    private readonly gate: RestoreGate,
    private readonly notices: Notices,
    private readonly visitors: Visitors,
    private readonly revoked: RevokedLogins,
  ) {}

  /** Judges the token; a valid one gets a session and a successor. Throws in an outage. */
  async restore(request: Request, token: RememberToken): Promise<RestoreOutcome> {
    const { selector } = token;
    if (await this.redis.seriesMarks.isBarred(selector)) {
      await this.series.revoke([selector]);
      return REFUSED;
    }
    const isStrong = this.settings.sessionProtection === 'strong';
    const isAllowed = (fingerprint: string): boolean => !isStrong || this.clients.matches(request, fingerprint);
    const atTheft = (series: Series, em: EntityManager) => this.tellOwner(request, series, em);
    const used = await this.use.present(token, this.clients.of(request), { isAllowed, atTheft });
    if (used.kind === 'unknown') return REFUSED;
    const principal = await this.principals.read(used.series.user);
    // Thief and owner cannot be told apart, so every session that was derived from the series is revoked with it.
    if (used.kind === 'theft' || used.kind === 'foreign') return this.revokeDerived(principal, selector, used.kind);
    if (principal === null || !principal.active || principal.securityStamp !== used.series.securityStamp) {
      await this.series.revoke([selector]);
      return REFUSED;
    }
    // Whoever has stolen the cookie comes from elsewhere, and is ended with the device that it is of.
    const judged = { selector, createdAt: used.series.createdAt, address: used.usedFrom };
    const revokedBy = await this.revoked.ofSeries(judged, principal);
    if (revokedBy !== undefined) return { kind: 'refused', told: { reason: 'mass-revoked', revokedBy } };
    const accountId = principal.id;
    const issued =
      used.kind === 'spent' ? undefined : { validator: used.issued.validator, expires: used.issued.expiresAt.getTime() };
    if (await this.gate.isDue(request, { selector, user: accountId })) return { kind: 'held', accountId, issued };
    if (issued === undefined) return { kind: 'spent', accountId };
    return this.signIn(request, principal, used.series, issued);
  }

  /**
   * Signs in unless a logout came between. A logout deletes the series before it revokes the sessions, so either it
   * finds this session, or this finds no series.
   */
  private async signIn(
    request: Request,
    principal: Principal,
    { selector, createdAt }: Series,
    issued: IssuedValidator,
  ): Promise<RestoreOutcome> {
    const begun = { signedInAt: Date.now(), series: selector, seriesBegunAt: createdAt.getTime() };
    const login = { authentications: [], ...begun };
    await this.regeneration.create(request, { principal, client: this.clients.of(request), ...login });
    const { sessionID: sessionId } = request;
    const { hash = '' } = addressOf(sessionId) ?? {};
    await this.accountSessions.replaceSeriesSession(principal, selector, hash);
    await this.accountSessions.makeRoom(principal);
    try {
      if (!(await this.series.exists(selector))) {
        await this.takeBack(request);
        return REFUSED;
      }
    } catch (error) {
      await this.takeBack(request);
      throw error;
    }
    this.events.announce('remembered-login', { accountId: principal.id });
    return { kind: 'restored', sessionId, issued };
  }

  private async tellOwner(request: Request, { user: id }: Series, em: EntityManager): Promise<void> {
    const user = await em.findOne(User, { id });
    if (user !== null) await this.notices.put(em, user, 'rememberTheft', this.visitors.of(request));
  }

  private async takeBack(request: Request): Promise<void> {
    await this.store.revoke(request.sessionID, 'logged-out');
    this.regeneration.rollback(request);
    delete request.user;
  }

  private async revokeDerived(principal: Principal | null, selector: string, kind: 'theft' | 'foreign'): Promise<RestoreOutcome> {
    const accountId = principal?.id;
    const told = kind === 'theft' ? 'theft' : 'protected';
    if (principal !== null) await this.accountSessions.revokeSeries(principal, selector, told);
    if (kind === 'theft') this.events.announce('remember-theft-detected', { accountId });
    else this.events.announce('session-protected', { accountId, reason: 'remembered login from another client' });
    return { kind: 'refused', told: { reason: told } };
  }
}
