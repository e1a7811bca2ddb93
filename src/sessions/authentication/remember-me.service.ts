import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { RedisPort } from '../../redis/redis-port.js';
import { AccountEvents } from '../../users/account-events.js';
import { PrincipalsService } from '../../users/principal/principals.service.js';
import { AccountSessionsService } from '../account-sessions.service.js';
import { ClientFingerprint } from '../record/client-fingerprint.js';
import type { RevocationReason } from '../record/session-record.js';
import { RestoreGate } from './restore-gate.js';
import { SessionsService } from '../sessions.service.js';
import { RememberCookie } from '../remember-me/remember-cookie.js';
import type { Series } from '../remember-me/series.entity.js';
import { type IssuedToken, type SeriesInUse, SeriesService } from '../remember-me/series.service.js';

interface Restored {
  readonly signedIn: boolean;
  /** A step of the login comes first: nobody is signed in, and the series goes on. */
  readonly held?: Series;
  readonly issued?: IssuedToken | undefined;
  /** What the person is to be told. */
  readonly told?: RevocationReason;
}

const NOBODY: Restored = { signedIn: false };

/** Signs a browser in again by its remember-me cookie: a new session, never a fresh one. */
@Injectable()
export class RememberMeService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly redis: RedisPort,
    private readonly cookie: RememberCookie,
    private readonly series: SeriesService,
    private readonly sessions: SessionsService,
    private readonly accountSessions: AccountSessionsService,
    private readonly principals: PrincipalsService,
    private readonly clients: ClientFingerprint,
    private readonly events: AccountEvents,
    private readonly gate: RestoreGate,
  ) {}

  /** Sets `request.user`, or clears the cookie; returns a reason if the person is to be told one. Throws in an outage. */
  async restore(request: Request, response: Response): Promise<RevocationReason | undefined> {
    if (this.cookie.isNewer(request)) return undefined;
    if (this.gate.isHeld(request, this.cookie.read(request)?.selector)) return undefined;
    const restored = await this.tryToken(request);
    if (restored.held) await this.gate.hold(request, response, restored.held);
    else if (!restored.signedIn) this.cookie.clear(request, response);
    // Of two tabs that come back at once the first has the new cookie: the second must not touch it.
    if (restored.issued) this.cookie.set(response, restored.issued, restored.issued.expiresAt);
    return restored.told;
  }

  private async tryToken(request: Request): Promise<Restored> {
    const token = this.cookie.read(request);
    if (token === null) return NOBODY;
    if (await this.redis.isBarred(token.selector)) {
      await this.series.revoke([token.selector]);
      return NOBODY;
    }
    return this.series.use(token, this.clients.of(request), async (use) => {
      if (use.kind === 'unknown') return NOBODY;
      return use.kind === 'theft' ? this.endStolen(use) : this.signIn(request, use);
    });
  }

  private async signIn(request: Request, use: SeriesInUse): Promise<Restored> {
    const { series, em, issued } = use;
    const principal = await this.principals.read(series.user, em);
    if (principal === null || !principal.active || principal.securityStamp !== series.securityStamp) {
      await use.revoke();
      return NOBODY;
    }
    if (this.settings.sessionProtection === 'strong' && !this.clients.matches(request, use.fingerprint)) {
      await use.revoke();
      await this.accountSessions.revokeSeries(principal, series.selector, 'protected', em);
      this.events.announce('session-protected', { accountId: principal.id, reason: 'remembered login from another client' });
      return { signedIn: false, told: 'protected' };
    }
    if (await this.gate.isDue(series, em)) return { signedIn: false, held: series, issued };
    await this.sessions.openSession(request, principal, { authentications: [], series: series.selector }, em);
    this.events.announce('remembered-login', { accountId: principal.id });
    return { signedIn: true, issued };
  }

  /** Thief and owner cannot be told apart: the series and every session that grew from it end. */
  private async endStolen(use: SeriesInUse): Promise<Restored> {
    const { series, em } = use;
    await use.revoke();
    const principal = await this.principals.read(series.user, em);
    if (principal !== null) await this.accountSessions.revokeSeries(principal, series.selector, 'theft', em);
    this.events.announce('remember-theft-detected', { accountId: series.user });
    return { signedIn: false, told: 'theft' };
  }
}
