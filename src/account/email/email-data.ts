import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { AccountData } from '../../users/data/account-data.js';
import { FormerEmail } from '../../users/former-emails/former-email.entity.js';
import { User } from '../../users/user.entity.js';
import { EmailChange } from './email-change.entity.js';

/**
 * Exports what is kept of other addresses of a person: one that was asked for, and those of before. Erases that, and what
 * others have asked for the address of this person, which would name it on.
 */
@Injectable()
export class EmailData extends AccountData {
  constructor(private readonly em: EntityManager) {
    super();
  }

  async export(accountId: string): Promise<object> {
    const em = unitOfWork(this.em);
    const changes = await em.find(EmailChange, { user: accountId });
    const formers = await em.find(FormerEmail, { user: accountId }, { orderBy: { position: 'asc' } });
    return {
      emailChanges: changes.map(({ email, requestedAt, expiresAt }) => ({ email, requestedAt, expiresAt })),
      formerEmails: formers.map(({ email, verifiedAt, keptUntil }) => ({ email, verifiedAt, keptUntil })),
    };
  }

  async erase(accountId: string, em: EntityManager): Promise<void> {
    const { email } = await em.findOneOrFail(User, { id: accountId });
    await em.nativeDelete(EmailChange, { $or: [{ user: accountId }, { email }] });
    await em.nativeDelete(FormerEmail, { user: accountId });
  }
}
