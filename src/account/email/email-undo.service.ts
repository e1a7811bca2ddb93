import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { KeyedMutex } from '../../auth/keyed-mutex.js';
import { ForgottenPasswords } from '../../auth/recovery/forgotten-passwords.service.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import { Notices } from '../../notices/notices.service.js';
import { unlessOutage } from '../../outages/outage.js';
import { AccountSessionsService } from '../../sessions/account-sessions.service.js';
import { SeriesService } from '../../sessions/remember-me/series.service.js';
import { LinkInvalid } from '../../tokens/link-invalid.js';
import type { Token } from '../../tokens/token.entity.js';
import { TokensService } from '../../tokens/tokens.service.js';
import { AccountChangesService, newSecurityStamp } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import { FormerEmail } from '../../users/former-emails/former-email.entity.js';
import { isPastReturn, User } from '../../users/user.entity.js';
import { AccountAddress } from './account-address.js';
import { EMAIL_UNDO } from './email-changed.mail.js';

/** An address that a mailed link takes back, and the account that had it. */
interface LinkedFormer {
  readonly user: User;
  readonly former: FormerEmail;
}

/** Gives an account back to whoever reads the mail of the address that it had before. */
@Injectable()
export class EmailUndo {
  /** Of presses at once one works, and the others need not wait for its row, which takes connections. */
  private readonly mutex = new KeyedMutex();

  constructor(
    private readonly em: EntityManager,
    private readonly tokens: TokensService,
    private readonly changes: AccountChangesService,
    private readonly address: AccountAddress,
    private readonly forgotten: ForgottenPasswords,
    private readonly notices: Notices,
    private readonly series: SeriesService,
    private readonly sessions: AccountSessionsService,
    private readonly events: AccountEvents,
  ) {}

  /** Returns what the link stands for. Throws {@link LinkInvalid}, also after an undo of the same or an earlier change. */
  async formerOf(token: Token | null, em: EntityManager = unitOfWork(this.em)): Promise<LinkedFormer> {
    const former = token && (await em.findOne(FormerEmail, { id: String(token.data['formerId']) }));
    const user = former && (await em.findOne(User, { id: former.user }));
    if (!former || !user || isPastReturn(user)) throw new LinkInvalid();
    return { user, former };
  }

  /**
   * Gives the address back, as proven as it was, and ends everything that is signed in. A thief may have asked for the
   * end of the account too, and have set a password: the one is taken back, and a mail for another of the other goes out.
   * Throws {@link LinkInvalid}; nothing has changed then.
   */
  async undo(text: unknown, by: VisitorFacts): Promise<void> {
    const release = await this.mutex.lock(String(text));
    try {
      await this.undoAlone(text, by);
    } finally {
      release();
    }
  }

  private async undoAlone(text: unknown, by: VisitorFacts): Promise<void> {
    const { user } = await this.formerOf(await this.tokens.find(text, EMAIL_UNDO));
    const { id, hashTag } = user;
    let [wasClosed, stamp, left] = [false, user.securityStamp, ''];
    const { email } = await this.changes.changeInTransaction({ id, hashTag }, async (account, em) => {
      [wasClosed, stamp, left] = [account.deleteAt !== null, account.securityStamp, account.email];
      const { former } = await this.formerOf(await this.tokens.consume(em, text, EMAIL_UNDO), em);
      await this.change(account, former, em, by);
    });
    // The new stamp has ended them; these are their traces.
    await Promise.all([this.series.revokeAll(id), this.sessions.endOfStamp(hashTag, stamp)]).catch(unlessOutage);
    this.events.announce('email-change-undone', { accountId: id, changes: { email: [left, email] } });
    if (wasClosed) this.events.announce('deletion-cancelled', { accountId: id, reason: 'email change undone' });
  }

  private async change(user: User, former: FormerEmail, em: EntityManager, by: VisitorFacts): Promise<void> {
    const { id, email: left } = user;
    const { email, verifiedAt: emailVerifiedAt } = former;
    // A new version of the password makes strangers of all devices that have logged in.
    const over = { securityStamp: newSecurityStamp(), passwordVersion: user.passwordVersion + 1, deleteAt: null };
    await this.address.give(em, user, { email, emailVerifiedAt, ...over });
    // Links that were mailed to addresses of after this change work no more.
    await em.nativeDelete(FormerEmail, { user: id, position: { $gte: former.position } });
    await this.notices.put(em, { id, email: left }, 'emailChangeUndone', by);
    await this.forgotten.put(em, user, by.language);
  }
}
