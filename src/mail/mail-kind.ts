import type { EntityManager } from '@mikro-orm/core';
import type { Texts } from '../texts/texts.js';
import type { Mail } from './mail.js';

/** A mail that waits in the outbox: what it is for, and for whom. It holds no link and no secret. */
export interface MailJob<Data extends object = object> {
  readonly id: string;
  readonly data: Data;
  /** This is when the mail was caused, however late it is sent. */
  readonly causedAt: Date;
  /** These are the texts of the language that the mail is to have. */
  readonly texts: Texts;
}

/** One kind of mail. Any module provides kinds as classes that extend this one. */
export abstract class MailKind<Data extends object = object> {
  /** No other kind has this name, such as `password-reset`; waiting mails are stored with it. */
  abstract readonly name: string;

  /**
   * Whether its mails are those of the account that their data name: then it is an event of that account that one was
   * sent, or could not be. It is none where another person's address decides what is sent.
   */
  readonly isOfAccount: boolean = true;

  /**
   * Writes the mail at the moment at which it is sent, which may be a second time after a failure; a one-time link is
   * made here. `em` is in a transaction that is committed before the mail goes out. Returns null where the mail has
   * lost its reason, such as for an account that is gone.
   */
  abstract compose(job: MailJob<Data>, em: EntityManager): Promise<Mail | null>;
}
