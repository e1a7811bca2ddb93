import { type EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Mail } from '../../mail/mail.js';
import { MailKind, type MailJob } from '../../mail/mail-kind.js';
import { type NoticeCause, noticeFacts } from '../../notices/notice-facts.js';
import { textFor } from '../../texts/texts.js';
import { TokensService } from '../../tokens/tokens.service.js';
import { FormerEmail } from '../../users/former-emails/former-email.entity.js';
import { User } from '../../users/user.entity.js';
import { EmailSettings } from './email.settings.js';

/** This is the kind of the mailed link by which an account gets its old address back. */
export const EMAIL_UNDO = 'email-undo';

export interface EmailChangedData {
  readonly accountId: string;
  readonly formerId: string;
  readonly cause: NoticeCause;
}

/** Tells the old address of a change, with the link that takes it back. It goes out to a closed account too. */
@Injectable()
export class EmailChangedMail extends MailKind<EmailChangedData> {
  readonly name = 'email-changed';

  constructor(
    private readonly settings: EmailSettings,
    private readonly tokens: TokensService,
  ) {
    super();
  }

  async compose({ data, causedAt, texts }: MailJob<EmailChangedData>, em: EntityManager): Promise<Mail | null> {
    // Whoever changes the account locks its row first too, so neither waits for the other for ever.
    const user = await em.findOne(User, { id: data.accountId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const former = await em.findOne(FormerEmail, { user: data.accountId, id: data.formerId });
    if (user === null || former === null) return null;
    const { email } = former;
    const lifetime = this.settings.undoLinkFor;
    // The time of the link begins when it is sent, however late that is.
    former.keptUntil = new Date(Date.now() + lifetime);
    const about = { kind: EMAIL_UNDO, user, email, outlivesStamp: true, data: { formerId: former.id } };
    const link = await this.tokens.issue(em, { ...about, lifetime, causedAt });
    return {
      to: email,
      subject: texts.emailChangedMailSubject,
      parts: [
        { text: textFor(texts, 'emailChangedMail', { username: user.username }) },
        { facts: noticeFacts(causedAt, data.cause, texts) },
        { text: `${texts.noticeOwnDeed} ${texts.emailChangedMailUndo}` },
        { link, label: texts.emailChangedMailLink },
      ],
    };
  }
}
