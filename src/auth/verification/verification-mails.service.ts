import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import { Outbox } from '../../mail/outbox.js';
import type { User } from '../../users/user.entity.js';
import { MailLimits } from '../rate-limit/mail-limits.js';
import { VerificationMail } from './verification.mail.js';
import { VerificationSettings } from './verification.settings.js';

/** An account that has signed up by itself may be unproven for so many milliseconds where a proof is required. */
const PURGED_AFTER = 7 * 86_400_000;

/** Sends people the mail by which they prove their address. */
@Injectable()
export class VerificationMails {
  constructor(
    private readonly em: EntityManager,
    private readonly settings: VerificationSettings,
    private readonly outbox: Outbox,
    private readonly mail: VerificationMail,
    private readonly limits: MailLimits,
  ) {}

  /** This is false where nothing can be mailed: there is nothing to prove then. */
  get areOpen(): boolean {
    return this.outbox.isOpen;
  }

  /** Returns when an account that signs up now is removed unless it proves its address; null for never. */
  purgeAt(): Date | null {
    const isRequired = this.outbox.isOpen && this.settings.emailVerification === 'required';
    return isRequired ? new Date(Date.now() + PURGED_AFTER) : null;
  }

  /** Counts a mail to this address that a guest causes; false means that it had enough of them, or that none can be sent. */
  async mayMailTo(email: string): Promise<boolean> {
    return this.outbox.isOpen && this.limits.mayMail(email);
  }

  /** Puts the mail into the outbox within the transaction of `em`. */
  put(em: EntityManager, { id }: Pick<User, 'id'>, language?: string): Promise<void> {
    return this.outbox.put(em, this.mail, { accountId: id }, language);
  }

  /**
   * Sends the mail again, unless the address is proven or had enough mails; nothing tells which. Throws
   * TooManyAttempts when the client's address has asked for too many.
   */
  async sendAgain(
    user: Pick<User, 'id' | 'email'> & { readonly emailVerified?: boolean },
    { address, language }: VisitorFacts,
  ): Promise<void> {
    await this.limits.countRequest(address);
    // A mail that nobody gets would otherwise be counted against one that somebody waits for.
    if (user.emailVerified === true || !(await this.mayMailTo(user.email))) return;
    await unitOfWork(this.em).transactional((em) => this.put(em, user, language));
  }
}
