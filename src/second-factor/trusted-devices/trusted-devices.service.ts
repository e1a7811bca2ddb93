import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DeviceTrust, type TrustingUser } from '../../auth/login/device-trust.js';
import type { PendingLogin } from '../../auth/login/pending-login.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import { RevokedLogins } from '../../sessions/revocations/revoked-logins.js';
import { AccountEvents } from '../../users/account-events.js';
import { User } from '../../users/user.entity.js';
import { SecondFactorSettings } from '../second-factor.settings.js';
import { SecondFactorStatusService } from '../second-factor-status.service.js';
import { TrustedCookie } from './trusted-cookie.js';
import { TrustedDevice } from './trusted-device.entity.js';

/** A person sees this of a trusted device; times are ISO 8601. */
export interface ListedTrustedDevice {
  readonly id: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly userAgent: string;
}

type Begun = Pick<TrustedDevice, 'id' | 'createdAt'>;

/** So many are listed at most, the last used first. */
const LISTED = 100;

/** Keeps the browsers in which a person is spared the second step of a login for SECOND_FACTOR_TRUST. */
@Injectable()
export class TrustedDevices extends DeviceTrust {
  constructor(
    private readonly em: EntityManager,
    private readonly settings: SecondFactorSettings,
    private readonly cookie: TrustedCookie,
    private readonly status: SecondFactorStatusService,
    private readonly visitors: Visitors,
    private readonly revocations: RevokedLogins,
    private readonly events: AccountEvents,
  ) {
    super();
  }

  /**
   * A device is trusted until the password changes, too, and until a mass revocation means it; whoever sends another
   * account's cookie is a stranger. Throws where nobody can tell which mass revocations there are.
   */
  override async has(request: Request, user: TrustingUser): Promise<boolean> {
    const hashes = this.cookie.hashesOf(request);
    if (hashes.length === 0 || this.settings.secondFactorTrust === 0) return false;
    const now = new Date();
    const where = { ...this.valid(user, now), tokenHash: { $in: hashes } };
    const found = await unitOfWork(this.em).find(TrustedDevice, where, { fields: ['createdAt'] });
    // A browser that was trusted again after a mass revocation still sends what it had before.
    const ids = await this.unrevoked(found, user);
    if (ids.length === 0) return false;
    const isKnown = (await unitOfWork(this.em).nativeUpdate(TrustedDevice, { id: { $in: ids } }, { lastSeenAt: now })) > 0;
    // Nobody is spared what the account does not ask for.
    return isKnown && this.status.asksAfterPassword(user);
  }

  override async keep(request: Request, response: Response, user: User, { id: loginId }: PendingLogin): Promise<void> {
    const { secondFactorTrust } = this.settings;
    if (secondFactorTrust === 0) return;
    const now = new Date();
    const expiresAt = new Date(now.getTime() + secondFactorTrust);
    await unitOfWork(this.em).upsert(TrustedDevice, {
      id: uuidOf(loginId),
      user: user.id,
      tokenHash: this.cookie.add(request, response, expiresAt),
      passwordVersion: user.passwordVersion,
      userAgent: this.visitors.of(request).userAgent,
      createdAt: now,
      lastSeenAt: now,
      expiresAt,
    });
    this.events.announce('device-trusted', { accountId: user.id });
  }

  /** Lists the devices that are trusted now, the last used first. */
  async list(accountId: string): Promise<ListedTrustedDevice[]> {
    const em = unitOfWork(this.em);
    const user = await em.findOneOrFail(User, { id: accountId }, { fields: ['passwordVersion', 'roles'] });
    const rows = await em.find(TrustedDevice, this.valid(user, new Date()), { orderBy: { lastSeenAt: 'desc' }, limit: LISTED });
    const trusted = rows.filter((row) => !this.revocations.isTrustMeant(row, user));
    return trusted.map(({ id, createdAt, lastSeenAt, userAgent }) => ({
      id,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      userAgent,
    }));
  }

  /** Ends the trust in every device of the account; `em` is given inside a transaction. Returns how many there were. */
  revokeAll(accountId: string, em = unitOfWork(this.em)): Promise<number> {
    return em.nativeDelete(TrustedDevice, { user: accountId });
  }

  /** Ends the trust in every device but the one that this request comes from. */
  async revokeOthers(request: Request, accountId: string): Promise<void> {
    const hashes = this.cookie.hashesOf(request);
    await unitOfWork(this.em).nativeDelete(TrustedDevice, { user: accountId, tokenHash: { $nin: hashes } });
  }

  /** Whoever has stolen cookies has stolen this one with them. The trust is gone then, as if its person had ended it. */
  private async unrevoked(devices: readonly Begun[], user: TrustingUser): Promise<string[]> {
    const ids: string[] = [];
    for (const { id, createdAt } of devices) {
      const revocation = await this.revocations.ofTrust({ createdAt }, user);
      if (revocation === undefined) ids.push(id);
      else await this.end(id, user, `mass revocation ${revocation}`);
    }
    return ids;
  }

  private async end(id: string, { id: accountId }: TrustingUser, reason: string): Promise<void> {
    const removed = await unitOfWork(this.em).nativeDelete(TrustedDevice, { id });
    if (removed > 0) this.events.announce('trusted-devices-revoked', { accountId, reason });
  }

  private valid({ id, passwordVersion }: Pick<User, 'id' | 'passwordVersion'>, now: Date) {
    return { user: id, passwordVersion, expiresAt: { $gt: now } };
  }
}

/** One login makes one device, also when its last form is sent twice: the row has the random id of the login. */
function uuidOf(loginId: string): string {
  const hex = Buffer.from(loginId, 'base64url').toString('hex').padEnd(32, '0').slice(0, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
