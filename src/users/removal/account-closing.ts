import { type EntityManager, NotFoundError } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AccountChanged, AccountChangesService, newSecurityStamp } from '../account-changes.service.js';
import type { Principal } from '../principal/principal.js';
import { isPastReturn, User } from '../user.entity.js';

declare module '../../log/security-events.js' {
  interface AccountEventCatalogue {
    'deletion-requested': true;
    'deletion-cancelled': true;
  }
}

/** Is thrown when an account cannot come back any more. */
export class AccountGone extends Error {
  override readonly name = 'AccountGone';
}

export interface Reopened {
  readonly user: User;
  /** This is false for an account that was not closed, or not any more. */
  readonly wasClosed: boolean;
}

/** Closes an account until it is removed, and opens it again. A closed account is signed in nowhere and gets no mail. */
@Injectable()
export class AccountClosing {
  constructor(private readonly changes: AccountChangesService) {}

  /**
   * Closes the account that this session is of, and does `also` in the same transaction. Returns when it is to be
   * removed: `deleteAt`, or the time of whoever closed it at the same moment. Throws AccountChanged when this session
   * has been revoked.
   */
  async close(
    { id, hashTag, securityStamp }: Principal,
    deleteAt: Date,
    also: (em: EntityManager, user: User) => Promise<void>,
  ): Promise<Date> {
    let until = deleteAt;
    await this.changes.changeInTransaction({ id, hashTag }, async (user, em) => {
      until = user.deleteAt ?? deleteAt;
      if (until !== deleteAt) return;
      if (user.securityStamp !== securityStamp) throw new AccountChanged();
      Object.assign(user, { deleteAt, securityStamp: newSecurityStamp() });
      await also(em, user);
    });
    return until;
  }

  /** Opens the account again, for its owner has come back. Throws {@link AccountGone} when it is too late. */
  async reopen(account: User): Promise<Reopened> {
    if ((account.deleteAt ?? null) === null) return { user: account, wasClosed: false };
    let reopened: Reopened = { user: account, wasClosed: false };
    const open = (user: User): void => {
      if (isPastReturn(user)) throw new AccountGone();
      reopened = { user, wasClosed: user.deleteAt !== null };
      user.deleteAt = null;
    };
    await this.changes.changeInTransaction(account, open).catch((error: unknown) => {
      throw error instanceof NotFoundError ? new AccountGone() : error;
    });
    return reopened;
  }
}
