import { randomUUIDv7 } from 'node:crypto';
import { EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { asTooManyAttempts } from '../../auth/rate-limit/as-too-many-attempts.js';
import { MailLimits } from '../../auth/rate-limit/mail-limits.js';
import { ExpiringRows } from '../../database/expiring-rows.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import { Outbox } from '../../mail/outbox.js';
import { Notices } from '../../notices/notices.service.js';
import { AccountChanged } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { canonicalEmail } from '../../users/rules/account-email.js';
import { User } from '../../users/user.entity.js';
import { EmailChange } from './email-change.entity.js';
import { EmailChangeMail } from './email-change.mail.js';
import type { EmailDto } from './email.dto.js';
import { EmailSettings } from './email.settings.js';

/** The outbox gives a mail up after a day; its change is kept so many milliseconds for it, and for its link's time then. */
const WAITS_AT_MOST = 25 * 3_600_000;

/** Takes requests for another address. Nothing changes by them. */
@Injectable()
export class EmailChanges extends ExpiringRows {
  constructor(
    private readonly em: EntityManager,
    private readonly settings: EmailSettings,
    private readonly limits: MailLimits,
    private readonly outbox: Outbox,
    private readonly mail: EmailChangeMail,
    private readonly notices: Notices,
    private readonly events: AccountEvents,
  ) {
    super();
  }

  /**
   * Mails a link to the new address and a notice to the present one; a request before it is void. Whether somebody has
   * the new address shows nowhere, and neither does it that it was mailed enough: then no mail goes out, and a link of
   * before stays good. Throws InvalidForm for the account's own address and for too many requests of one client, and
   * AccountChanged where the session has just ended.
   */
  async request({ id, email: present, securityStamp }: Principal, form: EmailDto, by: VisitorFacts): Promise<void> {
    const email = canonicalEmail(form.email);
    if (email === present) throw new InvalidForm('validation_failed', form, { email: [{ code: 'emailUnchanged' }] });
    await this.limits.countRequest(by.address).catch(asTooManyAttempts(form));
    const mayBeMailed = await this.limits.mayMail(email);
    if (mayBeMailed) {
      await unitOfWork(this.em).transactional(async (em) => {
        const user = await em.findOneOrFail(User, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
        if (user.securityStamp !== securityStamp) throw new AccountChanged();
        const change = { id: randomUUIDv7(), email, securityStamp, ...this.times() };
        await em.upsert(EmailChange, { user: id, ...change });
        await this.outbox.put(em, this.mail, { accountId: id, changeId: change.id }, by.language);
        await this.notices.put(em, user, 'emailChangeRequested', by);
      });
    }
    const reason = mayBeMailed ? undefined : 'mailed enough';
    this.events.announce('email-change-requested', { accountId: id, reason });
  }

  async sweep(limit: number): Promise<void> {
    const em = unitOfWork(this.em);
    const over = await em.find(EmailChange, { expiresAt: { $lte: new Date() } }, { fields: ['user'], limit });
    await em.nativeDelete(EmailChange, { user: { $in: over.map(({ user }) => user) } });
  }

  private times(): Pick<EmailChange, 'requestedAt' | 'expiresAt'> {
    const requestedAt = new Date();
    return { requestedAt, expiresAt: new Date(requestedAt.getTime() + WAITS_AT_MOST + this.settings.changeLinkFor) };
  }
}
