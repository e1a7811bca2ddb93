import type { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import type { Mail } from '../mail/mail.js';
import { MailKind, type MailJob } from '../mail/mail-kind.js';
import { textFor } from '../texts/texts.js';
import { User } from '../users/user.entity.js';
import { type NoticeCause, noticeFacts } from './notice-facts.js';
import { type NoticeName, NOTICES } from './notice.js';

export interface NoticeData {
  readonly accountId: string;
  readonly notice: NoticeName;
  /** This is the account's address when it happened: a thief who changes the address afterwards stops no notice. */
  readonly to: string;
  readonly cause: NoticeCause;
  readonly values: Readonly<Record<string, string>>;
}

/** Tells people what has happened to their account: when, from which device and from where, and what helps. */
@Injectable()
export class NoticeMail extends MailKind<NoticeData> {
  readonly name = 'notice';

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'publicUrl'>) {
    super();
  }

  async compose({ data, causedAt, texts }: MailJob<NoticeData>, em: EntityManager): Promise<Mail | null> {
    const user = await em.findOne(User, { id: data.accountId });
    if (user === null) return null;
    const { subject, happened, remedy, path, label } = NOTICES[data.notice];
    return {
      to: data.to,
      subject: texts[subject],
      parts: [
        { text: textFor(texts, happened, { ...data.values, username: user.username }) },
        { facts: noticeFacts(causedAt, data.cause, texts) },
        // What an administrator has done was not the person, who is asked nothing of that kind.
        { text: remedy === 'noticeAskSite' ? texts[remedy] : `${texts.noticeOwnDeed} ${texts[remedy]}` },
        { link: new URL(path, this.settings.publicUrl.origin), label: texts[label] },
      ],
    };
  }
}
