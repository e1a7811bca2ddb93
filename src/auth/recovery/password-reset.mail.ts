import { type EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Mail } from '../../mail/mail.js';
import { MailKind, type MailJob } from '../../mail/mail-kind.js';
import { textFor } from '../../texts/texts.js';
import { Token } from '../../tokens/token.entity.js';
import { TokensService } from '../../tokens/tokens.service.js';
import { User } from '../../users/user.entity.js';
import { RecoverySettings } from './recovery.settings.js';

/** This is the kind of the mailed link by which a new password is chosen. */
export const PASSWORD_RESET = 'password-reset';

export interface PasswordResetData {
  /** Nobody has this id where the mail is for an address without an account: nothing is sent then. */
  readonly accountId: string;
  /** This is the account's stamp when the link was asked for: whatever renews it makes the mail void, sent or not. */
  readonly securityStamp: string;
}

/** Mails the link by which a new password is chosen. */
@Injectable()
export class PasswordResetMail extends MailKind<PasswordResetData> {
  readonly name = PASSWORD_RESET;

  constructor(
    private readonly settings: RecoverySettings,
    private readonly tokens: TokensService,
  ) {
    super();
  }

  async compose({ data, causedAt, texts }: MailJob<PasswordResetData>, em: EntityManager): Promise<Mail | null> {
    // Of two mails that are written at once the second sees the link of the first.
    const user = await em.findOne(User, { id: data.accountId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (user === null || !mayRecover(user) || user.securityStamp !== data.securityStamp) return null;
    const lifetime = this.settings.resetLinkFor;
    const link = await this.tokens.issue(em, { kind: PASSWORD_RESET, user, email: user.email, lifetime, causedAt });
    await this.keepNewest(em, user.id);
    const until = new Date(Date.now() + lifetime).toISOString();
    return {
      to: user.email,
      subject: texts.resetMailSubject,
      parts: [
        { text: textFor(texts, 'resetMailReason', { username: user.username }) },
        { link, label: texts.resetMailLink },
        { text: textFor(texts, 'resetMailUntil', { date: until.slice(0, 10), time: until.slice(11, 16) }) },
        { text: texts.resetMailIgnore },
      ],
    };
  }

  /** Only the link that was asked for last works, and it need not be that of the last mail: they overtake each other. */
  private async keepNewest(em: EntityManager, accountId: string): Promise<void> {
    const links = { user: accountId, kind: PASSWORD_RESET };
    // Two may have been asked for in one millisecond: the hash chooses one then.
    const [newest] = await em.find(Token, links, { orderBy: { causedAt: 'desc', hash: 'desc' }, limit: 1 });
    await em.nativeDelete(Token, { ...links, hash: { $ne: newest?.hash ?? '' } });
  }
}

/** Tells whether this account's person may choose a new password by mail: it is neither disabled nor closed. */
export function mayRecover({ active, deleteAt }: Pick<User, 'active' | 'deleteAt'>): boolean {
  return active && deleteAt === null;
}
