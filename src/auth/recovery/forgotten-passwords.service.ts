import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import { Outbox } from '../../mail/outbox.js';
import { AccountEvents } from '../../users/account-events.js';
import { canonicalEmail } from '../../users/rules/account-email.js';
import { User } from '../../users/user.entity.js';
import { asTooManyAttempts } from '../rate-limit/as-too-many-attempts.js';
import { MailLimits } from '../rate-limit/mail-limits.js';
import type { ForgotPasswordDto } from './forgot-password.dto.js';
import { mayRecover, PasswordResetMail } from './password-reset.mail.js';

/**
 * The answer comes so many milliseconds after the request's beginning, which is longer than the work takes: its time
 * would tell by fractions of a millisecond whether an account has the address (ASVS 5.0 6.3.8).
 */
const ANSWERED_AFTER = 50;

/** No account has this id, because ours are of version 7. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

type Recoverable = Pick<User, 'id' | 'securityStamp'>;

/** Puts mails with links by which a new password is chosen into the outbox. */
@Injectable()
export class ForgottenPasswords {
  constructor(
    private readonly em: EntityManager,
    private readonly limits: MailLimits,
    private readonly outbox: Outbox,
    private readonly mail: PasswordResetMail,
    private readonly events: AccountEvents,
  ) {}

  /**
   * Mails a link to the account that has this address, if it may recover. Whether there is one, and whether it had
   * enough mails already, shows nowhere: every request does the same work, down to a row in the outbox. Throws
   * InvalidForm when the client's address has asked for too many mails.
   */
  async mailLink(form: ForgotPasswordDto, { address, language }: VisitorFacts): Promise<void> {
    const notBefore = delay(ANSWERED_AFTER, undefined, { ref: false });
    await this.limits.countRequest(address).catch(asTooManyAttempts(form));
    const email = canonicalEmail(form.email);
    const mayBeMailed = await this.limits.mayMail(email);
    const user = await this.find(email);
    await this.put(unitOfWork(this.em), mayBeMailed ? user : null, language);
    const reason = user === null ? 'nobody to mail' : mayBeMailed ? undefined : 'mailed enough';
    this.events.announce('password-reset-requested', { accountId: user?.id, reason });
    await notBefore;
  }

  /** Puts the mail into the outbox within the transaction of `em`, without a limit: an operator, or a change of ours, asks. */
  async put(em: EntityManager, user: Recoverable | null, language?: string): Promise<void> {
    const data = { accountId: user?.id ?? NOBODY, securityStamp: user?.securityStamp ?? randomBytes(16).toString('base64url') };
    await em.transactional((transaction) => this.outbox.put(transaction, this.mail, data, language));
  }

  private async find(email: string): Promise<Recoverable | null> {
    const fields = ['id', 'securityStamp', 'active', 'deleteAt'] as const;
    const found = await unitOfWork(this.em).findOne(User, { email }, { fields });
    return found !== null && mayRecover(found) ? found : null;
  }
}
