import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { Token } from '../../tokens/token.entity.js';
import { AccountData } from '../../users/data/account-data.js';
import { User } from '../../users/user.entity.js';
import { PendingRegistration } from './pending-registration.entity.js';

/** Exports and erases sign-ups with the address of an account: whoever made them, the address is this person's. */
@Injectable()
export class PendingRegistrationsData extends AccountData {
  constructor(private readonly em: EntityManager) {
    super();
  }

  async export(accountId: string): Promise<object> {
    const em = unitOfWork(this.em);
    const { email } = await em.findOneOrFail(User, { id: accountId });
    const pending = await em.find(PendingRegistration, { email }, { orderBy: { createdAt: 'asc' } });
    return { pendingRegistrations: pending.map(({ createdAt, expiresAt }) => ({ createdAt, expiresAt })) };
  }

  async erase(accountId: string, em: EntityManager): Promise<void> {
    const { email } = await em.findOneOrFail(User, { id: accountId });
    await em.nativeDelete(PendingRegistration, { email });
    await em.nativeDelete(Token, { user: null, email });
  }
}
