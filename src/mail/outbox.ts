import type { EntityManager } from '@mikro-orm/core';
import type { MailKind } from './mail-kind.js';

/** What is told of a mail that waits. */
export interface WaitingMailFacts {
  readonly kind: string;
  readonly causedAt: Date;
}

/** Keeps mails until they are sent. */
export abstract class Outbox {
  /** This is false where there is no way to send mail: what needs mail answers 404 then and is linked from nowhere. */
  abstract readonly isOpen: boolean;

  /**
   * Puts a mail into the outbox within the transaction of `em`: it is sent when that is committed, and never otherwise.
   * `language` is the tag of one of the site's languages; without it the mail has the first of them. Data about an
   * account names it as `accountId`: the event of the mail says it, and the end of the account removes what waits.
   * Does nothing where the outbox is not open.
   */
  abstract put<Data extends object>(em: EntityManager, kind: MailKind<Data>, data: Data, language?: string): Promise<void>;

  /** Returns what waits for this account, the oldest first. */
  abstract waitingFor(accountId: string): Promise<WaitingMailFacts[]>;

  /** Removes what waits for this account, within the transaction of `em`: it is at its end. */
  abstract removeOf(em: EntityManager, accountId: string): Promise<void>;
}
