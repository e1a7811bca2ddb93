import { randomBytes } from 'node:crypto';
import { EntityManager, OptimisticLockError } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../database/unit-of-work.js';
import { Conflict } from '../http/errors/conflict.js';
import { RevokedSession } from './principal/revoked-session.entity.js';
import { type Principal, principalOfUser } from './principal/principal.js';
import { PrincipalsService } from './principal/principals.service.js';
import { User } from './user.entity.js';

/** Is thrown when somebody else changed the account between the read and the change. */
export class AccountChanged extends Conflict {
  override readonly name = 'AccountChanged';
}

type AccountKeys = Pick<Principal, 'id' | 'hashTag'>;

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

  /** Changes the password. Throws {@link AccountChanged} unless the account is still at this version. */
  changePassword({ id, hashTag, version }: Principal, passwordHash: string): Promise<Principal> {
    return this.change(hashTag, id, version, (user) =>
      Object.assign(user, { passwordHash, passwordVersion: user.passwordVersion + 1, securityStamp: newSecurityStamp() }),
    );
  }

  /**
   * Revokes every session of the account. Throws {@link AccountChanged} where they have been revoked since
   * `securityStamp`.
   */
  renewSecurityStamp({ id, hashTag, securityStamp }: AccountKeys & { readonly securityStamp?: string }): Promise<Principal> {
    return this.change(hashTag, id, undefined, (user) => {
      if (securityStamp !== undefined && user.securityStamp !== securityStamp) throw new AccountChanged();
      Object.assign(user, { securityStamp: newSecurityStamp() });
    });
  }

  /** A disabled account is anonymous at its next request and cannot log in; nothing comes back when it is enabled. */
  setActive({ id, hashTag }: Pick<Principal, 'id' | 'hashTag'>, active: boolean): Promise<Principal> {
    return this.change(hashTag, id, undefined, (user) => Object.assign(user, { active, securityStamp: newSecurityStamp() }));
  }

  /** Removes the account. The cache keeps a tombstone of a higher version, so that no slow reader revives it. */
  async delete({ id, hashTag }: Pick<Principal, 'id' | 'hashTag'>): Promise<void> {
    const { em, user } = await this.find(id);
    await this.principals.change(hashTag, async () => {
      const tombstone = { ...principalOfUser(user), active: false, securityStamp: '', version: user.version + 1 };
      await em.remove(user).flush();
      return tombstone;
    });
  }

  private async change(
    hashTag: string,
    id: string,
    version: number | undefined,
    alter: (user: User) => void,
  ): Promise<Principal> {
    const { em, user } = await this.find(id);
    return this.principals.change(hashTag, async () => {
      if (version !== undefined && user.version !== version) throw new AccountChanged();
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
    return { em, user: await em.findOneOrFail(User, { id }) };
  }
}

function newSecurityStamp(): string {
  return randomBytes(16).toString('base64url');
}

function asAccountChanged(error: unknown): never {
  throw error instanceof OptimisticLockError ? new AccountChanged() : error;
}
