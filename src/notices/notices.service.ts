import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../database/unit-of-work.js';
import type { VisitorFacts } from '../http/responses/visitor-facts.js';
import { Outbox } from '../mail/outbox.js';
import type { User } from '../users/user.entity.js';
import { NoticeMail } from './notice.mail.js';
import type { NoticeName } from './notice.js';

/** Tells people by mail what has happened to their account (ASVS 5.0 6.3.7). Without mail it tells nobody. */
@Injectable()
export class Notices {
  constructor(
    private readonly em: EntityManager,
    private readonly mail: NoticeMail,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Puts a notice into the outbox within the transaction of `em`, to the address that `user` has now. `by` is the
   * visitor whose request caused it, null for the operator; `values` fill gaps of the notice's text.
   */
  async put(
    em: EntityManager,
    { id, email }: Pick<User, 'id' | 'email'>,
    notice: NoticeName,
    by: VisitorFacts | null,
    values: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const cause = by && { address: by.address, userAgent: by.userAgent };
    await this.outbox.put(em, this.mail, { accountId: id, notice, to: email, cause, values }, by?.language);
  }

  /** Puts a notice of what changes nothing in PostgreSQL, in a transaction of its own. */
  async putAlone(user: Pick<User, 'id' | 'email'>, notice: NoticeName, by: VisitorFacts): Promise<void> {
    if (!this.outbox.isOpen) return;
    await unitOfWork(this.em).transactional((em) => this.put(em, user, notice, by));
  }
}
