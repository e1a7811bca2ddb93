import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Mail } from '../../mail/mail.js';
import { MailKind, type MailJob } from '../../mail/mail-kind.js';
import { Outbox } from '../../mail/outbox.js';
import { noticeFacts } from '../../notices/notice-facts.js';
import { textFor } from '../../texts/texts.js';
import type { User } from '../../users/user.entity.js';

interface RemovalNoticeData {
  readonly to: string;
  readonly username: string;
}

/** Tells people that an administrator has deleted their account. It names no account: that one is gone by then. */
@Injectable()
export class RemovalNoticeMail extends MailKind<RemovalNoticeData> {
  readonly name = 'account-removed';

  constructor(private readonly outbox: Outbox) {
    super();
  }

  /** Puts the mail into the outbox within the transaction that removes the account. */
  put(em: EntityManager, { email, username }: Pick<User, 'email' | 'username'>): Promise<void> {
    return this.outbox.put(em, this, { to: email, username });
  }

  compose({ data: { to, username }, causedAt, texts }: MailJob<RemovalNoticeData>): Promise<Mail> {
    return Promise.resolve({
      to,
      subject: texts.noticeAccountRemovedSubject,
      parts: [
        { text: textFor(texts, 'noticeAccountRemoved', { username }) },
        { facts: noticeFacts(causedAt, null, texts) },
        { text: texts.noticeAskSite },
      ],
    });
  }
}
