import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../../src/database/unit-of-work.js';
import { AccountData } from '../../../src/users/data/account-data.js';
import { Letter } from './letter.entity.js';

@Injectable()
export class LettersData extends AccountData {
  constructor(private readonly em: EntityManager) {
    super();
  }

  async export(accountId: string) {
    const letters = await unitOfWork(this.em).find(Letter, { author: accountId }, { orderBy: { sentAt: 'asc' } });
    return { letters: letters.map(({ text, sentAt }) => ({ text, sentAt })) };
  }

  async erase(accountId: string, em: EntityManager) {
    await em.nativeDelete(Letter, { author: accountId });
  }
}
