import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { mayRecover } from '../auth/recovery/password-reset.mail.js';
import { ForgottenPasswords } from '../auth/recovery/forgotten-passwords.service.js';
import { unitOfWork } from '../database/unit-of-work.js';
import { Outbox } from '../mail/outbox.js';
import { AccountChangesService } from '../users/account-changes.service.js';
import { AccountEvents } from '../users/account-events.js';
import type { User } from '../users/user.entity.js';
import { tell } from './told.js';

/** Does with the address of an account what an operator is asked for by somebody whose mail does not arrive. */
@Injectable()
export class AccountMails {
  constructor(
    private readonly em: EntityManager,
    private readonly outbox: Outbox,
    private readonly forgotten: ForgottenPasswords,
    private readonly changes: AccountChangesService,
    private readonly events: AccountEvents,
  ) {}

  /** Mails a link for a new password, without a limit, and returns the exit code. The operator never sees the link. */
  async sendReset(user: User): Promise<number> {
    if (!this.outbox.isOpen) return tell('There is no way to send mail. Set MAIL_URL and MAIL_FROM.\n', 1);
    if (!mayRecover(user)) return tell(`${user.username}: is disabled, or will be deleted, and gets no mail\n`, 1);
    await this.forgotten.put(unitOfWork(this.em), user);
    this.events.announce('password-reset-requested', { accountId: user.id, reason: 'operator' });
    return tell(`${user.username}: gets a mail with a link for a new password\n`, 0);
  }

  /** Takes the address as proven, because the operator knows its person, and returns the exit code. */
  async verify(user: User): Promise<number> {
    if (user.emailVerifiedAt !== null) return tell(`${user.username}: has proven this address already\n`, 0);
    const { email } = user;
    let isSame = true;
    await this.changes.changeInTransaction(user, (account) => {
      isSame = account.email === email;
      if (isSame) Object.assign(account, { emailVerifiedAt: new Date(), purgeAt: null });
    });
    if (!isSame) return tell(`${user.username}: has just got another address\n`, 1);
    this.events.announce('email-verified', { accountId: user.id, reason: 'operator' });
    return tell(`${user.username}: ${email} counts as proven\n`, 0);
  }
}
