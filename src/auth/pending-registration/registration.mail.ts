import type { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import type { Mail } from '../../mail/mail.js';
import { type MailJob, MailKind } from '../../mail/mail-kind.js';
import { textFor } from '../../texts/texts.js';
import { TokensService } from '../../tokens/tokens.service.js';
import { FormerEmails } from '../../users/former-emails/former-emails.service.js';
import { isOpen, type User } from '../../users/user.entity.js';
import { PendingRegistration } from './pending-registration.entity.js';

/** This is the kind of the mailed link by which an account begins. */
export const REGISTRATION = 'registration';

interface RegistrationData {
  readonly registrationId: string;
}

/** Answers a sign-up by mail: with the link by which the account begins, or, where the address has one, by saying so. */
@Injectable()
export class RegistrationMail extends MailKind<RegistrationData> {
  readonly name = REGISTRATION;

  constructor(
    private readonly tokens: TokensService,
    private readonly formerEmails: FormerEmails,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'publicUrl'>,
  ) {
    super();
  }

  async compose({ data, causedAt, texts }: MailJob<RegistrationData>, em: EntityManager): Promise<Mail | null> {
    const pending = await em.findOne(PendingRegistration, { id: data.registrationId, disowned: false });
    if (pending === null || pending.expiresAt.getTime() <= Date.now()) return null;
    const owner = await this.formerEmails.holderOf(pending.email, em);
    // A disabled or closed account gets no mail, and no new password by one: this mail would lead nowhere.
    if (owner !== null) return isOpen(owner) ? this.toOwner(pending.email, owner, texts) : null;
    // The link lives as long as the name is kept.
    const lifetime = pending.expiresAt.getTime() - Date.now();
    const { email } = pending;
    const link = await this.tokens.issue(em, { kind: REGISTRATION, user: null, email, lifetime, causedAt, data: { ...data } });
    const until = pending.expiresAt.toISOString();
    return {
      to: email,
      subject: texts.registrationMailSubject,
      parts: [
        { text: textFor(texts, 'registrationMailReason', { username: pending.username }) },
        { link, label: texts.registrationMailLink },
        { text: textFor(texts, 'registrationMailUntil', { date: until.slice(0, 10), time: until.slice(11, 16) }) },
        { text: texts.registrationMailNotMe },
      ],
    };
  }

  private toOwner(email: string, { username }: User, texts: MailJob['texts']): Mail {
    return {
      to: email,
      subject: texts.registrationOwnerSubject,
      parts: [
        { text: texts.registrationOwnerReason },
        { facts: [[texts.usernameLabel, username]] },
        { text: texts.registrationOwnerForgot },
        { link: new URL('/forgot-password', this.settings.publicUrl.origin), label: texts.registrationOwnerLink },
        { text: texts.registrationOwnerIgnore },
      ],
    };
  }
}
