import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/core';
import { SecondFactorRemoval } from '../../auth/access/second-factor-removal.js';
import { ADMIN } from '../../features/role-catalogue.js';
import { Problem } from '../../http/errors/problem.js';
import type { AccountEventName, FieldChanges } from '../../log/security-events.js';
import { Notices } from '../../notices/notices.service.js';
import type { NoticeName } from '../../notices/notice.js';
import { AccountRoles } from '../../roles/account-roles.service.js';
import { AccountChanged, AccountChangesService, newSecurityStamp } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { AccountRemoval } from '../../users/removal/account-removal.js';
import type { User } from '../../users/user.entity.js';
import { RemovalNoticeMail } from './removal-notice.mail.js';

/** This is who does something to an account, why, and which version of it they saw; undefined: whatever it is by now. */
export interface Deed {
  readonly actor: Principal;
  readonly reason: string;
  readonly version: number | undefined;
}

interface Change {
  readonly event: AccountEventName;
  readonly notice: NoticeName;
  readonly changes?: FieldChanges;
  /** Tells whether the account is not as wanted yet; then it makes it so. */
  readonly alter: (user: User, em: EntityManager) => boolean | Promise<boolean>;
}

/**
 * Does to accounts what administrators decide: the change, its notice mail and, when both are committed, an event that
 * names who did it and why. What is as wanted already is left alone, without event and mail.
 */
@Injectable()
export class AccountDeeds {
  constructor(
    private readonly changes: AccountChangesService,
    private readonly roles: AccountRoles,
    private readonly removal: AccountRemoval,
    private readonly factors: SecondFactorRemoval,
    private readonly notices: Notices,
    private readonly removalNotice: RemovalNoticeMail,
    private readonly events: AccountEvents,
  ) {}

  /** Disables the account and ends its sessions and trusted devices, or lets it log in again. Throws AccountChanged and LastAdmin. */
  setActive(user: User, active: boolean, deed: Deed): Promise<void> {
    return this.change(user, deed, {
      event: active ? 'user-enabled' : 'user-disabled',
      notice: active ? 'accountEnabled' : 'accountDisabled',
      changes: { active: [!active, active] },
      alter: async (account, em) => {
        if (account.active === active) return false;
        Object.assign(account, { active, securityStamp: newSecurityStamp() });
        await this.factors.endTrust(em, account);
        return true;
      },
    });
  }

  /** Ends every session of the account, remembered and trusted devices included. Throws AccountChanged. */
  signOut(user: User, deed: Deed): Promise<void> {
    return this.change(user, deed, {
      event: 'session-revoked',
      notice: 'signedOutByAdmin',
      alter: async (account, em) => {
        account.securityStamp = newSecurityStamp();
        await this.factors.endTrust(em, account);
        return true;
      },
    });
  }

  /** Takes away what is set up besides the password, and ends every session. Throws AccountChanged. */
  resetSecondFactor(user: User, deed: Deed): Promise<void> {
    return this.change(user, deed, {
      event: 'second-factor-removed',
      notice: 'secondFactorReset',
      alter: async (account, em) => {
        if (!(await this.factors.removeAll(em, account))) return false;
        account.securityStamp = newSecurityStamp();
        return true;
      },
    });
  }

  /** Gives or takes a role. Throws UnknownRole, AccountChanged and LastAdmin. */
  async setRole(user: User, role: string, isGiven: boolean, deed: Deed): Promise<void> {
    if (role === ADMIN) refuseUnlessAdmin(deed.actor);
    const guard = (account: User): void => refuseUnlessSame(account, deed);
    const along = (account: User, em: EntityManager): Promise<void> =>
      this.notices.put(em, account, isGiven ? 'roleGranted' : 'roleRevoked', null, { role });
    const change = { reason: deed.reason, actorId: deed.actor.id, guard, along };
    await (isGiven ? this.roles.grant(user, role, change) : this.roles.revoke(user, role, change));
  }

  /** Removes the account with all that is kept about its person. Throws AccountChanged, LastAdmin and ErasureFailed. */
  async remove({ id }: User, deed: Deed): Promise<void> {
    const isRemoved = await this.removal.remove(id, {
      reason: deed.reason,
      actorId: deed.actor.id,
      username: 'reserved',
      isDue: (account) => {
        refuseUnlessSame(account, deed);
        return true;
      },
      along: (account, em) => this.removalNotice.put(em, account),
    });
    // Somebody else was faster, with a reason of their own.
    if (!isRemoved) throw new AccountChanged();
  }

  private async change(user: User, deed: Deed, { event, notice, changes, alter }: Change): Promise<void> {
    let isChanged = false;
    await this.changes.changeInTransaction(user, async (account, em) => {
      // Two who decide the same are two who decided without each other's reason: the second one is told.
      refuseUnlessSame(account, deed);
      isChanged = await alter(account, em);
      if (!isChanged) return;
      await this.notices.put(em, account, notice, null);
    });
    const { actor, reason } = deed;
    if (isChanged) this.events.announce(event, { accountId: user.id, actorId: actor.id, reason, changes });
  }
}

/**
 * Throws AccountChanged where the account is not what was seen, and `forbidden` where only administrators may act on it. Of
 * two who saw the same version one changes it, if the row is locked.
 */
export function refuseUnlessSame(account: User, { actor, version }: Deed): void {
  if (version !== undefined && account.version !== version) throw new AccountChanged();
  if (account.roles.includes(ADMIN)) refuseUnlessAdmin(actor);
}

/** Whoever has some of these permissions by another role must not get at those who have them all. */
function refuseUnlessAdmin({ roles }: Principal): void {
  if (!roles.includes(ADMIN)) throw new Problem('forbidden', { reason: 'only administrators act on administrators' });
}
