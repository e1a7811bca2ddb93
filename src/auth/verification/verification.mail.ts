import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Mail } from '../../mail/mail.js';
import { MailKind, type MailJob } from '../../mail/mail-kind.js';
import { textFor } from '../../texts/texts.js';
import { TokensService } from '../../tokens/tokens.service.js';
import { User } from '../../users/user.entity.js';
import { VerificationSettings } from './verification.settings.js';

/** This is the kind of the mailed link by which the address of an account is proven. */
export const VERIFY_EMAIL = 'verify-email';

export interface VerificationData {
  readonly accountId: string;
}

/** Mails the link by which a person proves that they read the mail of their account's address. */
@Injectable()
export class VerificationMail extends MailKind<VerificationData> {
  readonly name = VERIFY_EMAIL;

  constructor(
    private readonly settings: VerificationSettings,
    private readonly tokens: TokensService,
  ) {
    super();
  }

  /** Leaves links of earlier mails as they are: who has a mail sent again may open whichever comes first. */
  async compose({ data, causedAt, texts }: MailJob<VerificationData>, em: EntityManager): Promise<Mail | null> {
    const user = await em.findOne(User, { id: data.accountId });
    if (user === null || !mayProve(user)) return null;
    const lifetime = this.settings.verifyLinkFor;
    const link = await this.tokens.issue(em, { kind: VERIFY_EMAIL, user, email: user.email, lifetime, causedAt });
    const until = new Date(Date.now() + lifetime).toISOString();
    return {
      to: user.email,
      subject: texts.verifyMailSubject,
      parts: [
        { text: textFor(texts, 'verifyMailReason', { username: user.username }) },
        { link, label: texts.verifyMailLink },
        { text: textFor(texts, 'verifyMailUntil', { date: until.slice(0, 10), time: until.slice(11, 16) }) },
        { text: texts.verifyMailNotMe },
      ],
    };
  }
}

/** Tells whether there is something to prove: the account is neither disabled nor closed, and its address unproven. */
export function mayProve({ active, deleteAt, emailVerifiedAt }: Pick<User, 'active' | 'deleteAt' | 'emailVerifiedAt'>): boolean {
  return active && deleteAt === null && emailVerifiedAt === null;
}
