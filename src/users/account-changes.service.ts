import { randomBytes } from 'node:crypto';
import { EntityManager, LockMode, OptimisticLockError } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../database/unit-of-work.js';
import { Conflict } from '../http/errors/conflict.js';
import { isActiveAdmin, refuseLastAdmin } from './last-admin.js';
import { RevokedSession } from './principal/revoked-session.entity.js';
import { type AccountKeys, type Principal, principalOfUser } from './principal/principal.js';
import { PrincipalsService } from './principal/principals.service.js';
import { User } from './user.entity.js';

/** Is thrown when somebody else changed the account between the read and the change. */
export class AccountChanged extends Conflict {
  override readonly name = 'AccountChanged';
}

/** This is done in the transaction that changes an account. */
export type AlsoDone = (user: User, em: EntityManager) => void | Promise<void>;

/**
 * Makes every change of an account that its sessions must know of, on all instances at once. A new security stamp
 * revokes every session and remember-me series of the account, also those that Redis has lost from its index.
 */
@Injectable()
export class AccountChangesService {
  constructor(
    private readonly em: EntityManager,
    private readonly principals: PrincipalsService,
  ) {}

  /**
   * Changes the password, with all that `also` does in the same transaction. Throws {@link AccountChanged} unless the
   * account is still at this version.
   */
  changePassword({ id, hashTag, version }: Principal, passwordHash: string, also: AlsoDone): Promise<Principal> {
    return this.changeInTransaction({ id, hashTag }, (user, em) => {
      if (user.version !== version) throw new AccountChanged();
      const passwordVersion = user.passwordVersion + 1;
      Object.assign(user, { passwordHash, passwordVersion, securityStamp: newSecurityStamp(), mustChangePassword: false });
      return also(user, em);
    });
  }

  /**
   * Revokes every session of the account. Throws {@link AccountChanged} where they have been revoked since
   * `securityStamp`.
   */
  renewSecurityStamp({ id, hashTag, securityStamp }: AccountKeys & { readonly securityStamp?: string }): Promise<Principal> {
    return this.change(hashTag, id, (user) => {
      if (securityStamp !== undefined && user.securityStamp !== securityStamp) throw new AccountChanged();
      Object.assign(user, { securityStamp: newSecurityStamp() });
    });
  }

  /** Revokes every session of the account with all that `also` does, and its next login asks for a new password. */
  requireNewPassword(account: AccountKeys, also?: AlsoDone): Promise<Principal> {
    return this.revokeAll(account, { mustChangePassword: true }, also);
  }

  /**
   * A disabled account is anonymous at its next request and cannot log in; nothing comes back when it is enabled. Throws
   * LastAdmin.
   */
  setActive(account: AccountKeys, active: boolean, also?: AlsoDone): Promise<Principal> {
    return this.revokeAll(account, { active }, also);
  }

  /** Revokes every session of the account, in one transaction with these values and with all that `also` does. */
  revokeAll(
    account: AccountKeys,
    values: Partial<Pick<User, 'active' | 'mustChangePassword'>>,
    also?: AlsoDone,
  ): Promise<Principal> {
    return this.changeInTransaction(account, (user, em) => {
      Object.assign(user, { ...values, securityStamp: newSecurityStamp() });
      return also?.(user, em);
    });
  }

  /**
   * Changes the account in one transaction with all that `alter` does by its EntityManager, such as using up a mailed
   * link or putting a mail into the outbox. The row of the account is locked meanwhile, so changes come one after the
   * other. A new security stamp revokes every session. The embedded database has one connection: whatever `alter` asks
   * by another EntityManager waits for ever. Throws what `alter` throws, and LastAdmin where it would leave nobody who runs
   * the site, and AccountChanged where the account was removed meanwhile; it changes nothing then.
   */
  async changeInTransaction(
    { id, hashTag }: AccountKeys,
    alter: (user: User, em: EntityManager) => void | Promise<void>,
  ): Promise<Principal> {
    const { em } = await this.find(id);
    return this.principals.change({ id, hashTag }, () =>
      em.transactional(async (transaction) => {
        const user = await transaction.findOneOrFail(
          User,
          { id },
          { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true, failHandler },
        );
        const [{ securityStamp }, wasAdmin] = [user, isActiveAdmin(user)];
        await alter(user, transaction);
        await transaction.flush();
        if (wasAdmin && !isActiveAdmin(user)) await refuseLastAdmin(transaction, id);
        if (user.securityStamp !== securityStamp) await transaction.nativeDelete(RevokedSession, { user: id });
        return principalOfUser(user);
      }),
    );
  }

  private async change(hashTag: string, id: string, alter: (user: User) => void): Promise<Principal> {
    const { em, user } = await this.find(id);
    return this.principals.change({ id, hashTag }, async () => {
      alter(user);
      await em.flush().catch(asAccountChanged);
      // A new stamp revokes all sessions without naming them, so these rows are not needed.
      await em.nativeDelete(RevokedSession, { user: id });
      return principalOfUser(user);
    });
  }

  /** Finds the account before the cached principal is barred, because people live by that one while PostgreSQL is away. */
  private async find(id: string): Promise<{ em: EntityManager; user: User }> {
    const em = unitOfWork(this.em);
    return { em, user: await em.findOneOrFail(User, { id }, { failHandler }) };
  }
}

/** Returns a stamp that no account has: sessions and series that began under another one are over. */
export function newSecurityStamp(): string {
  return randomBytes(16).toString('base64url');
}

/** Whoever removed the account meanwhile came first. */
const failHandler = (): Error => new AccountChanged();

function asAccountChanged(error: unknown): never {
  throw error instanceof OptimisticLockError ? new AccountChanged() : error;
}
