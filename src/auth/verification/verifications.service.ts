import { Injectable } from '@nestjs/common';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { LinkInvalid } from '../../tokens/link-invalid.js';
import type { Token } from '../../tokens/token.entity.js';
import { TokensService } from '../../tokens/tokens.service.js';
import { AccountChangesService } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import { AccountRemoval, ErasureFailed } from '../../users/removal/account-removal.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { AuthService } from '../auth.service.js';
import { KeyedMutex } from '../keyed-mutex.js';
import { asTooManyAttempts } from '../rate-limit/as-too-many-attempts.js';
import type { LoginAttempt } from '../rate-limit/login-attempt.js';
import { EmailProof, type Prover, tokenIn } from './email-proof.js';
import { ProveEmailPage } from './prove-email.page.js';
import { mayProve, VERIFY_EMAIL } from './verification.mail.js';
import { VerifyEmailDto } from './verify-email.dto.js';

/** Proves addresses by mailed links. */
@Injectable()
export class Verifications extends EmailProof {
  readonly kind = VERIFY_EMAIL;
  private readonly mutex = new KeyedMutex();

  constructor(
    private readonly forms: FormPipe,
    private readonly tokens: TokensService,
    private readonly users: UsersService,
    private readonly auth: AuthService,
    private readonly changes: AccountChangesService,
    private readonly removal: AccountRemoval,
    private readonly events: AccountEvents,
  ) {
    super();
  }

  /** Returns the account that the link is for. Throws {@link LinkInvalid}, also when its address is proven by now. */
  async accountOf(token: Token | null): Promise<User> {
    const user = token?.user == null ? null : await this.users.findById(token.user);
    if (user === null || !mayProve(user) || user.email !== token?.email) throw new LinkInvalid();
    return user;
  }

  /**
   * Proves the address of an account and returns the account. The link shows that its reader has the mailbox; that the
   * reader is who signed up is shown by the browser, else by the account's password: otherwise a stranger's account
   * with my address would be proven by my click. Throws {@link LinkInvalid}, and InvalidForm for the password.
   */
  async prove(body: unknown, prover: Prover): Promise<User> {
    const text = tokenIn(body);
    // Of presses at once one hashes the password, and the others learn that the link has been used.
    const release = await this.mutex.lock(String(text));
    try {
      const user = await this.accountOf(await this.tokens.find(text, VERIFY_EMAIL));
      if (prover.accountId !== user.id) await this.askPassword(body, user, String(text), prover.client);
      const { id, hashTag } = user;
      await this.changes.changeInTransaction({ id, hashTag }, async (account, em) => {
        const token = await this.tokens.consume(em, text, VERIFY_EMAIL);
        if (token === null || !mayProve(account) || token.email !== account.email) throw new LinkInvalid();
        Object.assign(account, { emailVerifiedAt: new Date(), purgeAt: null });
        await this.tokens.revoke(em, { accountId: id, kinds: [VERIFY_EMAIL] });
      });
      this.events.announce('email-verified', { accountId: id });
      return user;
    } finally {
      release();
    }
  }

  /**
   * Removes an account that somebody has made with the address of whoever presses the button. Throws
   * {@link LinkInvalid}, also for an account that has proven its address, and ErasureFailed.
   */
  async disown(body: unknown): Promise<void> {
    const user = await this.accountOf(await this.tokens.find(tokenIn(body), VERIFY_EMAIL));
    // Its tokens go with the account, and a proof that comes first makes it somebody's.
    const isDue = (account: User) => mayProve(account) && account.securityStamp === user.securityStamp;
    const removal = this.removal.remove(user.id, { reason: 'not me', username: 'free', isDue });
    if (!(await removal.catch((error: unknown) => this.removeLater(user, error)))) throw new LinkInvalid();
  }

  /** What a module cannot erase now is tried again by itself (unproven-sweep.ts); the reader is told to come back. */
  private async removeLater({ id, hashTag }: User, error: unknown): Promise<never> {
    if (error instanceof ErasureFailed) {
      await this.changes.changeInTransaction({ id, hashTag }, (account) => {
        if (mayProve(account)) account.purgeAt = new Date();
      });
    }
    throw error;
  }

  private async askPassword(body: unknown, { id, username, email }: User, token: string, client: LoginAttempt): Promise<void> {
    const shown = (error: unknown): never => {
      if (!(error instanceof InvalidForm)) throw error;
      throw error.shownOn(ProveEmailPage, { next: null, token, username, email, asksPassword: true });
    };
    const form = await this.forms.bind(VerifyEmailDto, body).catch(shown);
    const user = await this.auth.verifyAccount(id, form.password, client).catch(asTooManyAttempts(form)).catch(shown);
    if (user === null) shown(new InvalidForm('validation_failed', form, { password: [{ code: 'verifyPasswordWrong' }] }));
  }
}
