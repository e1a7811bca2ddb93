import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../database/unit-of-work.js';
import { AccountData } from '../users/data/account-data.js';
import { User } from '../users/user.entity.js';
import { Token } from './token.entity.js';

/** Exports and erases what is kept of links that were mailed to a person. */
@Injectable()
export class TokensData extends AccountData {
  constructor(private readonly em: EntityManager) {
    super();
  }

  async export(accountId: string): Promise<object> {
    const tokens = await unitOfWork(this.em).find(Token, { user: accountId }, { orderBy: { causedAt: 'asc' } });
    return {
      mailedLinks: tokens.map(({ kind, email, data, causedAt, expiresAt }) => ({ kind, email, data, causedAt, expiresAt })),
    };
  }

  async erase(accountId: string, em: EntityManager): Promise<void> {
    const { email } = await em.findOneOrFail(User, { id: accountId });
    // Others may have asked for this address as theirs: their links to it went to nobody, and would name it on.
    await em.nativeDelete(Token, { $or: [{ user: accountId }, { email }] });
  }
}
