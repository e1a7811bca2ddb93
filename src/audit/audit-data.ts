import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AccountData } from '../users/data/account-data.js';
import { ownFacts } from './history/own-facts.js';
import { AuditLog } from './query/audit-log.js';
import { ErasedSubjects } from './rows/erased-subjects.js';
import { Erasures } from './erasure/erasures.js';

/** Exports the person's own history and takes the person out of the audit log when the account ends. */
@Injectable()
export class AuditData extends AccountData {
  constructor(
    private readonly log: AuditLog,
    private readonly erasures: Erasures,
    private readonly erased: ErasedSubjects,
  ) {
    super();
  }

  /** The lock of the chain is taken late, so that nobody waits for the work of others. */
  override readonly order = 50;

  async export(accountId: string): Promise<object> {
    const history: object[] = [];
    for await (const { at, ...entry } of this.log.all({ account: accountId })) history.push({ at, ...ownFacts(entry) });
    return { history };
  }

  async erase(accountId: string, em: EntityManager): Promise<void> {
    const subject = await this.erasures.erase(em, accountId);
    if (subject !== undefined) this.erased.add(accountId, subject);
  }
}
