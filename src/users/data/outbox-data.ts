import type { EntityManager } from '@mikro-orm/core';
import { Injectable, Optional } from '@nestjs/common';
import { Outbox } from '../../mail/outbox.js';
import { AccountData } from './account-data.js';

/** Exports and erases the mails that wait for a person. The operator's commands on accounts do without an outbox. */
@Injectable()
export class OutboxData extends AccountData {
  constructor(@Optional() private readonly outbox?: Outbox) {
    super();
  }

  async export(accountId: string): Promise<object> {
    return { waitingMails: (await this.outbox?.waitingFor(accountId)) ?? [] };
  }

  async erase(accountId: string, em: EntityManager): Promise<void> {
    await this.outbox?.removeOf(em, accountId);
  }
}
