import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { LinkInvalid } from '../../tokens/link-invalid.js';
import { TokensService } from '../../tokens/tokens.service.js';
import { FormerEmails } from '../../users/former-emails/former-emails.service.js';
import { User } from '../../users/user.entity.js';
import { takenField } from '../../users/field-taken.js';
import { EmailChange } from './email-change.entity.js';

/** Gives an account another address, which is one account's at a time. */
@Injectable()
export class AccountAddress {
  constructor(
    private readonly formerEmails: FormerEmails,
    private readonly tokens: TokensService,
  ) {}

  /** Tells whether nobody else has the address, or may still take it back. */
  async isFree(em: EntityManager, { id }: Pick<User, 'id'>, email: string): Promise<boolean> {
    const holder = await em.count(User, { email, id: { $ne: id } });
    return holder === 0 && !(await this.formerEmails.isKeptFrom(id, email, em));
  }

  /**
   * Changes the row of the account, within the transaction of `em`. Links that were mailed before, and a change that was
   * asked for, are void. Throws {@link LinkInvalid} where somebody else was faster.
   */
  async give(em: EntityManager, user: User, changed: Partial<User> & Pick<User, 'email'>): Promise<void> {
    Object.assign(user, { ...changed, purgeAt: null });
    try {
      await em.flush();
    } catch (error) {
      throw takenField(error) === undefined ? error : new LinkInvalid();
    }
    if (await this.formerEmails.isKeptFrom(user.id, user.email, em)) throw new LinkInvalid();
    await em.nativeDelete(EmailChange, { user: user.id });
    await this.tokens.revokeAll(em, user.id);
  }
}
