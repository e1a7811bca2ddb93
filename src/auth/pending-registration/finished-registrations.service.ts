import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { LinkInvalid } from '../../tokens/link-invalid.js';
import type { Token } from '../../tokens/token.entity.js';
import { TokensService } from '../../tokens/tokens.service.js';
import { AccountEvents } from '../../users/account-events.js';
import { PasswordHasher } from '../../users/passwords/password-hasher.js';
import { UsernameReservations } from '../../users/removal/username-reservations.js';
import { FieldTaken } from '../../users/field-taken.js';
import { UsersService } from '../../users/users.service.js';
import { KeyedMutex } from '../keyed-mutex.js';
import { asTooManyAttempts } from '../rate-limit/as-too-many-attempts.js';
import type { LoginAttempt } from '../rate-limit/login-attempt.js';
import { LoginLimits } from '../rate-limit/login-limits.js';
import { EmailProof, type Prover, tokenIn } from '../verification/email-proof.js';
import { ProveEmailPage } from '../verification/prove-email.page.js';
import { VerifyEmailDto } from '../verification/verify-email.dto.js';
import { PendingRegistration } from './pending-registration.entity.js';
import { REGISTRATION } from './registration.mail.js';

/** Makes the account of a sign-up when its mailed link is used with the password that was chosen. */
@Injectable()
export class FinishedRegistrations extends EmailProof {
  readonly kind = REGISTRATION;
  private readonly mutex = new KeyedMutex();

  constructor(
    private readonly em: EntityManager,
    private readonly forms: FormPipe,
    private readonly tokens: TokensService,
    private readonly users: UsersService,
    private readonly reservations: UsernameReservations,
    private readonly hasher: PasswordHasher,
    private readonly limits: LoginLimits,
    private readonly events: AccountEvents,
  ) {
    super();
  }

  /** Returns the sign-up that the link is for. Throws {@link LinkInvalid}. */
  async pendingOf(token: Token | null): Promise<PendingRegistration> {
    const id = token?.data['registrationId'];
    const pending =
      typeof id === 'string' ? await unitOfWork(this.em).findOne(PendingRegistration, { id, disowned: false }) : null;
    if (pending === null) throw new LinkInvalid();
    return pending;
  }

  async prove(body: unknown, { client }: Prover): Promise<{ readonly id: string }> {
    const text = tokenIn(body);
    // Of presses at once one hashes the password, and the others learn that the link has been used.
    const release = await this.mutex.lock(String(text));
    try {
      const pending = await this.pendingOf(await this.tokens.find(text, REGISTRATION));
      await this.askPassword(body, pending, String(text), client);
      const { id } = await this.begin(pending, text);
      this.events.announce('registered', { accountId: id });
      this.events.announce('email-verified', { accountId: id });
      return { id };
    } finally {
      release();
    }
  }

  /**
   * The row stays until its time is over, and with it the name: whoever signs up the same again must not learn what became
   * of the address.
   */
  async disown(body: unknown): Promise<void> {
    const text = tokenIn(body);
    const { id } = await this.pendingOf(await this.tokens.find(text, REGISTRATION));
    await unitOfWork(this.em).transactional(async (em) => {
      if ((await this.tokens.consume(em, text, REGISTRATION)) === null) throw new LinkInvalid();
      await em.nativeUpdate(PendingRegistration, { id }, { disowned: true });
    });
  }

  private async begin({ id, username, email, passwordHash }: PendingRegistration, text: unknown) {
    const account = { username, email, passwordHash, emailVerifiedAt: new Date() };
    const made = this.users.create(account, async (_user, em) => {
      if ((await this.tokens.consume(em, text, REGISTRATION)) === null) throw new LinkInvalid();
      await em.nativeDelete(PendingRegistration, { id });
      await this.reservations.release(em, username);
    });
    return made.catch((error: unknown) => {
      // The link was used at the same moment, or an operator has made an account of this name or address meanwhile.
      throw error instanceof FieldTaken ? new LinkInvalid() : error;
    });
  }

  private async askPassword(
    body: unknown,
    { id, username, email, passwordHash }: PendingRegistration,
    token: string,
    client: LoginAttempt,
  ): Promise<void> {
    const shown = (error: unknown): never => {
      if (!(error instanceof InvalidForm)) throw error;
      throw error.shownOn(ProveEmailPage, { next: null, token, username, email, asksPassword: true });
    };
    const form = await this.forms.bind(VerifyEmailDto, body).catch(shown);
    const permit = await this.limits.consume(null, `registration ${id}`, client).catch(asTooManyAttempts(form)).catch(shown);
    const matches = await this.hasher.matches(form.password, passwordHash, permit.hashing).catch(async (error: unknown) => {
      await permit.refund();
      throw error;
    });
    if (matches) return permit.succeed();
    await permit.fail();
    shown(new InvalidForm('validation_failed', form, { password: [{ code: 'verifyPasswordWrong' }] }));
  }
}
