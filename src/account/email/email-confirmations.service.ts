import { randomUUIDv7 } from 'node:crypto';
import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { KeyedMutex } from '../../auth/keyed-mutex.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import { Outbox } from '../../mail/outbox.js';
import { LinkInvalid } from '../../tokens/link-invalid.js';
import type { Token } from '../../tokens/token.entity.js';
import { TokensService } from '../../tokens/tokens.service.js';
import { AccountChangesService } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import { FormerEmail } from '../../users/former-emails/former-email.entity.js';
import type { Principal } from '../../users/principal/principal.js';
import { User } from '../../users/user.entity.js';
import { AccountAddress } from './account-address.js';
import { EmailChange } from './email-change.entity.js';
import { EMAIL_CHANGE } from './email-change.mail.js';
import { EmailChangedMail } from './email-changed.mail.js';
import { EmailSettings } from './email.settings.js';

/** The outbox gives a mail up after a day: until its link is made, the old address is kept for so many milliseconds. */
const WAITS_AT_MOST = 25 * 3_600_000;

/** A change that a mailed link stands for. */
export interface LinkedChange {
  readonly user: User;
  readonly change: EmailChange;
}

/** Gives an account the address to which a link was mailed. */
@Injectable()
export class EmailConfirmations {
  /** Of presses at once one works, and the others need not wait for its row, which takes connections. */
  private readonly mutex = new KeyedMutex();

  constructor(
    private readonly em: EntityManager,
    private readonly settings: EmailSettings,
    private readonly tokens: TokensService,
    private readonly changes: AccountChangesService,
    private readonly address: AccountAddress,
    private readonly outbox: Outbox,
    private readonly mail: EmailChangedMail,
    private readonly events: AccountEvents,
  ) {}

  /** Returns what the link stands for. Throws {@link LinkInvalid}, also where somebody has taken the address meanwhile. */
  async changeOf(token: Token | null, em: EntityManager = unitOfWork(this.em)): Promise<LinkedChange> {
    const change = token && (await em.findOne(EmailChange, { id: String(token.data['changeId']) }));
    const user = change && (await em.findOne(User, { id: change.user }));
    if (!change || !user || !(await this.address.isFree(em, user, change.email))) throw new LinkInvalid();
    return { user, change };
  }

  /** Throws {@link LinkInvalid}; nothing has changed then. */
  async confirm(text: unknown, by: VisitorFacts): Promise<Principal> {
    const release = await this.mutex.lock(String(text));
    try {
      return await this.confirmAlone(text, by);
    } finally {
      release();
    }
  }

  private async confirmAlone(text: unknown, by: VisitorFacts): Promise<Principal> {
    const { user } = await this.changeOf(await this.tokens.find(text, EMAIL_CHANGE));
    const { id, hashTag } = user;
    let left = '';
    const principal = await this.changes.changeInTransaction({ id, hashTag }, async (account, em) => {
      left = account.email;
      const { change } = await this.changeOf(await this.tokens.consume(em, text, EMAIL_CHANGE), em);
      await this.change(account, change.email, em, by);
    });
    this.events.announce('email-changed', { accountId: id, changes: { email: [left, principal.email] } });
    return principal;
  }

  private async change(user: User, email: string, em: EntityManager, by: VisitorFacts): Promise<void> {
    const { id, email: left, emailVerifiedAt: verifiedAt, version: position } = user;
    const formerId = randomUUIDv7();
    const keptUntil = new Date(Date.now() + WAITS_AT_MOST + this.settings.undoLinkFor);
    await this.address.give(em, user, { email, emailVerifiedAt: new Date() });
    await em.insert(FormerEmail, { id: formerId, user: id, email: left, verifiedAt, position, keptUntil });
    const cause = { address: by.address, userAgent: by.userAgent };
    await this.outbox.put(em, this.mail, { accountId: id, formerId, cause }, by.language);
  }
}
