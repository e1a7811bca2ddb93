import type { EntityManager } from '@mikro-orm/core';
import { Injectable, Optional } from '@nestjs/common';
import { InvalidForm } from '../../http/errors/invalid-form.js';
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
import { PasswordHasher } from '../../users/passwords/password-hasher.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { SecondFactorRemoval } from '../access/second-factor-removal.js';
import { KeyedMutex } from '../keyed-mutex.js';
import type { LoginAttempt } from '../rate-limit/login-attempt.js';
import { LoginLimits } from '../rate-limit/login-limits.js';
import { NewPasswordForms } from '../new-password-forms.js';
import { mayRecover, PASSWORD_RESET } from './password-reset.mail.js';
import { ResetPasswordDto } from './reset-password.dto.js';
import { ResetPasswordPage } from './reset-password.page.js';

/** Gives an account a new password by a mailed link. */
@Injectable()
export class PasswordResets {
  private readonly mutex = new KeyedMutex();

  constructor(
    private readonly forms: NewPasswordForms,
    private readonly tokens: TokensService,
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly changes: AccountChangesService,
    private readonly notices: Notices,
    private readonly limits: LoginLimits,
    private readonly series: SeriesService,
    private readonly sessions: AccountSessionsService,
    private readonly events: AccountEvents,
    @Optional() private readonly secondFactors?: SecondFactorRemoval,
  ) {}

  /** Returns the account that the link is for. Throws {@link LinkInvalid}, also when it has another address by now. */
  async accountOf(token: Token | null): Promise<User> {
    const user = token?.user == null ? null : await this.users.findById(token.user);
    if (user === null || !mayRecover(user) || user.email !== token?.email) throw new LinkInvalid();
    return user;
  }

  /**
   * Sets the password that the form says. Its address is proven by that, and all that was set up before is over:
   * sessions, remembered browsers, other links, known devices. Throws {@link LinkInvalid}, and InvalidForm when rules
   * are broken, after which the link still works. A second factor stays, unless nobody had proven the address yet: then
   * a stranger may have set it up, to keep the mailbox's owner out.
   */
  async reset(body: unknown, client: LoginAttempt, by: VisitorFacts): Promise<void> {
    const text: unknown = Reflect.get(Object(body) as object, 'token');
    // Of presses at once one is hashed, and the others learn that the link has been used.
    const release = await this.mutex.lock(String(text));
    try {
      const user = await this.accountOf(await this.tokens.find(text, PASSWORD_RESET));
      const { password } = await this.bind(body, user, String(text));
      // The mailbox has proven whose the account is, so strangers who try its password do not keep this one waiting.
      const passwordHash = await this.hasher.hash(password, client.hashing(user.id, true));
      const { id, hashTag } = user;
      let removed = false;
      let stamp = user.securityStamp;
      await this.changes.changeInTransaction({ id, hashTag }, async (account, em) => {
        const wasProven = account.emailVerifiedAt !== null;
        stamp = account.securityStamp;
        await this.change(account, em, { text, passwordHash, by });
        removed = !wasProven && (await this.secondFactors?.removeAll(em, account)) === true;
      });
      await this.endAll(user, stamp);
      this.events.announce('password-reset', { accountId: id });
      if (removed) this.events.announce('second-factor-removed', { accountId: id, reason: 'password reset, address unproven' });
      if (user.emailVerifiedAt === null) this.events.announce('email-verified', { accountId: id, reason: 'password reset' });
    } finally {
      release();
    }
  }

  private async bind(body: unknown, { username, email }: User, token: string): Promise<ResetPasswordDto> {
    const { dto, errors } = await this.forms.read(ResetPasswordDto, { ...Object(body), username, email });
    if (Object.keys(errors).length === 0) return dto;
    throw new InvalidForm('validation_failed', dto, errors).shownOn(ResetPasswordPage, { next: null, token, username });
  }

  private async change(user: User, em: EntityManager, reset: Reset): Promise<void> {
    const token = await this.tokens.consume(em, reset.text, PASSWORD_RESET);
    if (token === null || token.email !== user.email) throw new LinkInvalid();
    const { passwordHash } = reset;
    const passwordVersion = user.passwordVersion + 1;
    const securityStamp = newSecurityStamp();
    const wishes = { mustChangePassword: false, emailVerifiedAt: new Date(), purgeAt: null };
    Object.assign(user, { passwordHash, passwordVersion, securityStamp, ...wishes });
    await this.notices.put(em, user, 'passwordChanged', reset.by);
  }

  /** The new stamp has ended them; these are their traces, and the counts by which strangers may have locked the owner out. */
  private async endAll(user: User, stamp: string): Promise<void> {
    const ends = [
      this.limits.clearWrongPasswords(user),
      this.series.revokeAll(user.id),
      this.sessions.endOfStamp(user.hashTag, stamp),
    ];
    await Promise.all(ends).catch(unlessOutage);
  }
}

interface Reset {
  readonly text: unknown;
  readonly passwordHash: string;
  readonly by: VisitorFacts;
}
