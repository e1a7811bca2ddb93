import type { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { KeptMails } from '../../mail/kept/kept-mails.js';
import { User } from '../user.entity.js';
import { AccountData } from './account-data.js';

/** No rollback brings a file back, so they go when all else is erased. */
const LAST = 1_000;

/** Erases the mails that are kept for a developer in the place of being sent. Nobody gets a copy: they were in no mailbox. */
@Injectable()
export class KeptMailsData extends AccountData {
  override readonly order = LAST;
  private readonly kept: KeptMails;

  constructor(@Inject(SETTINGS) { dataDir }: Pick<Settings, 'dataDir'>) {
    super();
    this.kept = new KeptMails(dataDir);
  }

  export(): Promise<object> {
    return Promise.resolve({});
  }

  async erase(accountId: string, em: EntityManager): Promise<void> {
    const { email } = await em.findOneOrFail(User, { id: accountId });
    await this.kept.remove((mail) => mail.accountId === accountId || mail.to === email);
  }
}
