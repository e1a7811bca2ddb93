import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { AccountData } from '../../users/data/account-data.js';
import { FormerEmail } from '../../users/former-emails/former-email.entity.js';
import { EmailChange } from './email-change.entity.js';

/** Exports and erases what is kept of other addresses of a person: one that was asked for, and those of before. */
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
    await em.nativeDelete(EmailChange, { user: accountId });
    await em.nativeDelete(FormerEmail, { user: accountId });
  }
}
