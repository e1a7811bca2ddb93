import { type EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Mail, MailPart } from '../../mail/mail.js';
import { MailKind, type MailJob } from '../../mail/mail-kind.js';
import { textFor, type Texts } from '../../texts/texts.js';
import { TokensService } from '../../tokens/tokens.service.js';
import { FormerEmails } from '../../users/former-emails/former-emails.service.js';
import { isOpen, User } from '../../users/user.entity.js';
import { EmailChange } from './email-change.entity.js';
import { EmailSettings } from './email.settings.js';

/** This is the kind of the mailed link by which an account gets a new address. */
export const EMAIL_CHANGE = 'email-change';

export interface EmailChangeData {
  readonly accountId: string;
  readonly changeId: string;
}

/**
 * Mails the link to the new address, or tells its owner where it has one. Which of the two is found out when the mail is
 * sent: the request does the same in both cases, and its time tells nothing.
 */
@Injectable()
export class EmailChangeMail extends MailKind<EmailChangeData> {
  readonly name = EMAIL_CHANGE;
  // Where the address is that of a closed account nothing is sent, and who asked would see that in their own copy.
  override readonly isOfAccount = false;

  constructor(
    private readonly settings: EmailSettings,
    private readonly tokens: TokensService,
    private readonly formerEmails: FormerEmails,
  ) {
    super();
  }

  async compose({ data, causedAt, texts }: MailJob<EmailChangeData>, em: EntityManager): Promise<Mail | null> {
    // Whoever changes the account locks its row first too, so neither waits for the other for ever.
    const user = await em.findOne(User, { id: data.accountId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const change = await em.findOne(EmailChange, { user: data.accountId, id: data.changeId });
    if (user === null || change === null || !isOpen(user) || user.securityStamp !== change.securityStamp) return null;
    const lifetime = this.settings.changeLinkFor;
    const about = { kind: EMAIL_CHANGE, user, email: change.email, toAnotherAddress: true, data: { changeId: change.id } };
    // Whoever asked gets a copy of what is kept of them, links too: one that is mailed to nobody tells them nothing.
    const link = await this.tokens.issue(em, { ...about, lifetime, causedAt });
    const holder = await this.formerEmails.holderOf(change.email, em);
    if (holder !== null && holder.id !== user.id) return isOpen(holder) ? taken(change.email, holder, texts) : null;
    return { to: change.email, subject: texts.emailChangeMailSubject, parts: linkParts(user, link, lifetime, texts) };
  }
}

function linkParts({ username }: User, link: URL, lifetime: number, texts: Texts): MailPart[] {
  const until = new Date(Date.now() + lifetime).toISOString();
  return [
    { text: textFor(texts, 'emailChangeMail', { username }) },
    { link, label: texts.emailChangeMailLink },
    { text: textFor(texts, 'emailChangeMailUntil', { date: until.slice(0, 10), time: until.slice(11, 16) }) },
    { text: texts.emailChangeMailIgnore },
  ];
}

function taken(to: string, { username }: User, texts: Texts): Mail {
  const parts = [{ text: textFor(texts, 'emailTakenMail', { username }) }, { text: texts.emailTakenMailAdvice }];
  return { to, subject: texts.emailTakenMailSubject, parts };
}
