import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { AccountSessionsService } from '../../sessions/account-sessions.service.js';
import { SeriesService } from '../../sessions/remember-me/series.service.js';
import { RevokedLogins } from '../../sessions/revocations/revoked-logins.js';
import { PrincipalsService } from '../../users/principal/principals.service.js';
import { principalOfUser } from '../../users/principal/principal.js';
import { isAccountId, isPastReturn, type User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { PendingLoginCookie } from './pending-login.cookie.js';
import { PendingLoginMarks } from './pending-login.marks.js';
import { type PendingLogin, stampHashOf } from './pending-login.js';

/** Judges whether a pending login is still valid, and ends it before its time. */
@Injectable()
export class PendingLoginsService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'sessionSecrets'>,
    private readonly users: UsersService,
    private readonly principals: PrincipalsService,
    private readonly series: SeriesService,
    private readonly accountSessions: AccountSessionsService,
    private readonly cookie: PendingLoginCookie,
    private readonly marks: PendingLoginMarks,
    private readonly revoked: RevokedLogins,
  ) {}

  /**
   * Returns the account of the login, or null when the login is over: by time, a session, a logout, a new stamp, or
   * the end of account or series.
   */
  async accountOf(login: PendingLogin): Promise<User | null> {
    if (login.expiresAt <= Date.now() || !isAccountId(login.accountId)) return null;
    const [user, isOpen] = await Promise.all([this.users.findById(login.accountId), this.marks.isOpen(login)]);
    if (user === null || !user.active || isPastReturn(user) || !isOpen) return null;
    const hasItsStamp = this.settings.sessionSecrets.some((secret) => stampHashOf(user, secret) === login.stampHash);
    return hasItsStamp && (await this.hasItsSeries(user, login)) ? user : null;
  }

  /**
   * Ends a pending login at a logout: the cookie is cleared, a copy of it is void, and a session that it has led to
   * at the same moment is revoked.
   */
  async burn(request: Request, response: Response): Promise<void> {
    const login = this.cookie.read(request);
    if (login === undefined) return;
    this.cookie.clear(request, response);
    if (login.expiresAt <= Date.now()) return;
    const sessionHash = await this.marks.burn(login);
    const principal = sessionHash === null ? null : await this.principals.read(login.accountId);
    if (sessionHash !== null && principal !== null) await this.accountSessions.revokeOne(principal, sessionHash);
  }

  /** A restore that was held back goes no further than its series. */
  private async hasItsSeries(user: User, { series }: PendingLogin): Promise<boolean> {
    if (series === null) return true;
    const principal = principalOfUser(user);
    const own = (await this.series.list(principal)).find(({ selector }) => selector === series);
    return own !== undefined && (await this.revoked.ofSeries(own, principal)) === undefined;
  }
}
