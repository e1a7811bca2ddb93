import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/core';
import { Features } from '../features/features.js';
import { AccountChangesService } from '../users/account-changes.service.js';
import { AccountEvents } from '../users/account-events.js';
import type { AccountKeys } from '../users/principal/principal.js';
import type { User } from '../users/user.entity.js';

declare module '../log/security-events.js' {
  interface AccountEventCatalogue {
    'role-granted': true;
    'role-revoked': true;
  }
}

/** Is thrown for a role that no module declares. */
export class UnknownRole extends Error {
  override readonly name = 'UnknownRole';

  constructor(
    readonly role: string,
    readonly known: readonly string[],
  ) {
    super(`no module declares the role "${role}"; there are ${known.join(', ')}`);
  }
}

export interface RoleChange {
  /** This stands in the log, such as `operator`. */
  readonly reason: string;
  /** This is who does it, where that is an account. */
  readonly actorId?: string | undefined;
  /** This looks at the locked row first, whether or not the role changes; what it throws keeps the account as it is. */
  readonly guard?: (user: User) => void;
  /** This is done in the same transaction, where the role changes: a notice, a line of a record. */
  readonly along?: (user: User, em: EntityManager) => void | Promise<void>;
}

/** Gives and takes roles. Both are in force at the account's next request, on every instance; its sessions go on. */
@Injectable()
export class AccountRoles {
  constructor(
    private readonly features: Features,
    private readonly changes: AccountChangesService,
    private readonly events: AccountEvents,
  ) {}

  /** Throws {@link UnknownRole} unless some module declares this role. */
  checkRole(role: string): void {
    const { roles } = this.features;
    if (!roles.isRole(role)) throw new UnknownRole(role, roles.names);
  }

  /** Gives the account this role and returns whether it did not have it. Throws {@link UnknownRole}. */
  async grant(account: AccountKeys, role: string, change: RoleChange): Promise<boolean> {
    this.checkRole(role);
    return this.change(account, 'role-granted', role, change);
  }

  /**
   * Takes this role from the account and returns whether it had it. A role that is declared no more can still be taken
   * away. Throws LastAdmin, and {@link UnknownRole} for one that the account does not have either.
   */
  async revoke(account: AccountKeys, role: string, change: RoleChange): Promise<boolean> {
    const isTaken = await this.change(account, 'role-revoked', role, change);
    if (!isTaken) this.checkRole(role);
    return isTaken;
  }

  private async change(
    account: AccountKeys,
    event: 'role-granted' | 'role-revoked',
    role: string,
    { reason, actorId, guard, along }: RoleChange,
  ): Promise<boolean> {
    let [isChanged, before, after]: [boolean, string[], string[]] = [false, [], []];
    await this.changes.changeInTransaction(account, async (user, em) => {
      guard?.(user);
      // The row is locked: of two who give the same role one has given it.
      isChanged = user.roles.includes(role) !== (event === 'role-granted');
      if (!isChanged) return;
      before = user.roles;
      const others = before.filter((held) => held !== role);
      after = event === 'role-granted' ? [...others, role].toSorted() : others;
      user.roles = after;
      await along?.(user, em);
    });
    const changes = { roles: [before, after] } as const;
    if (isChanged) this.events.announce(event, { accountId: account.id, actorId, role, reason, changes });
    return isChanged;
  }
}
