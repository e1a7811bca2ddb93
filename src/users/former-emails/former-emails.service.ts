import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { ExpiringRows } from '../../database/expiring-rows.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { User } from '../user.entity.js';
import { FormerEmail } from './former-email.entity.js';

/**
 * Knows the addresses that accounts have given up and may still take back. Nobody else gets one meanwhile: otherwise
 * whoever changed the address of a stranger's account could register the old one, and its owner would have no way back.
 */
@Injectable()
export class FormerEmails extends ExpiringRows {
  constructor(private readonly em: EntityManager) {
    super();
  }

  /** Returns the account that this address, in its canonical form, is kept for; null for none. */
  async keeperOf(email: string, em: EntityManager = unitOfWork(this.em)): Promise<User | null> {
    const kept = await em.findOne(FormerEmail, { email, keptUntil: { $gt: new Date() } });
    return kept && em.findOne(User, { id: kept.user });
  }

  /** Returns the account that has this address, or may take it back, within the transaction of `em`. */
  async holderOf(email: string, em: EntityManager): Promise<User | null> {
    return (await em.findOne(User, { email })) ?? this.keeperOf(email, em);
  }

  /**
   * Tells whether the address is kept for another account than this one. Whoever gives an address to an account asks
   * within the transaction of `em`, after the row was written: the unique index has made it wait for whoever gives the
   * address up at this moment, so what that one keeps is seen.
   */
  async isKeptFrom(accountId: string, email: string, em: EntityManager): Promise<boolean> {
    const others = { email, keptUntil: { $gt: new Date() }, user: { $ne: accountId } };
    return (await em.count(FormerEmail, others)) > 0;
  }

  async sweep(limit: number): Promise<void> {
    const em = unitOfWork(this.em);
    const over = await em.find(FormerEmail, { keptUntil: { $lte: new Date() } }, { fields: ['id'], limit });
    await em.nativeDelete(FormerEmail, { id: { $in: over.map(({ id }) => id) } });
  }
}
