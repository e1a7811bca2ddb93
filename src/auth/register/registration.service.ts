import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { lowerAscii } from '../../forms/ascii.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { AccountEvents } from '../../users/account-events.js';
import { PasswordHasher } from '../../users/passwords/password-hasher.js';
import { canonicalEmail } from '../../users/rules/account-email.js';
import type { User } from '../../users/user.entity.js';
import { FieldTaken } from '../../users/field-taken.js';
import { type Holders, type NewUser, UsersService } from '../../users/users.service.js';
import type { FieldErrors } from '../../views/view.js';
import { NewPasswordForms } from '../new-password-forms.js';
import { asTooManyAttempts } from '../rate-limit/as-too-many-attempts.js';
import type { LoginAttempt } from '../rate-limit/login-attempt.js';
import { RegistrationLimits } from '../rate-limit/registration-limits.js';
import { VerificationMails } from '../verification/verification-mails.service.js';
import { KeyedMutex } from '../keyed-mutex.js';
import { RegisterDto } from './register.dto.js';
import { RepeatedSignUp } from './repeated-sign-up.js';

export interface Registered {
  readonly user: User;
  readonly next: string;
}

/** Makes an account of a form. */
@Injectable()
export class RegistrationService {
  private readonly mutex = new KeyedMutex();

  constructor(
    private readonly forms: NewPasswordForms,
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly limits: RegistrationLimits,
    private readonly repeatedSignUp: RepeatedSignUp,
    private readonly events: AccountEvents,
    private readonly verification: VerificationMails,
  ) {}

  /**
   * Registers a visitor. The sign-up is counted before anything tells whether a name or an address is taken, and
   * never refunded: otherwise a full hash queue, or a client that leaves, would make asking free. One that repeats
   * the sign-up before it gets the account of that. Throws InvalidForm, also for too many of them.
   */
  async register(body: unknown, client: LoginAttempt, language: string): Promise<Registered> {
    const { dto: form, errors } = await this.forms.read(RegisterDto, body);
    if (isBroken(errors)) throw new InvalidForm('validation_failed', form, await this.allErrors(form, errors, client));
    await this.limits.consume(client.address).catch(asTooManyAttempts(form));
    // The second sign-up learns that the name is taken without a hash; between instances the database decides.
    const release = await this.mutex.lock(`name ${lowerAscii(form.username)}`, `address ${canonicalEmail(form.email)}`);
    try {
      const holders = await this.users.holdersOf(form);
      const user = isTaken(holders) ? await this.repeated(form, holders, client) : await this.create(form, client, language);
      return { user, next: form.next };
    } finally {
      release();
    }
  }

  /** Registers an account with these roles for an operator, by the same rules but without a count. Throws InvalidForm. */
  async registerForOperator(body: unknown, roles: readonly string[] = []): Promise<User> {
    const { dto: form, errors } = await this.forms.read(RegisterDto, body);
    const broken = { ...errors, ...takenErrors(await this.users.holdersOf(keepingRules(form, errors))) };
    if (isBroken(broken)) throw new InvalidForm('validation_failed', form, broken);
    const { username, email } = form;
    return this.store({ username, email, passwordHash: await this.hasher.hash(form.password), roles });
  }

  private async create(form: RegisterDto, client: LoginAttempt, language: string): Promise<User> {
    const passwordHash = await this.hasher.hash(form.password, client.hashing(`new\n${lowerAscii(form.username)}`, false));
    // The client has left, so nobody would learn of the account.
    client.disconnect.throwIfAborted();
    // Whoever signs up with many addresses must not fill the mailboxes of others: over the limit there is no mail.
    const isMailed = await this.verification.mayMailTo(canonicalEmail(form.email));
    const { username, email } = form;
    const account = { username, email, passwordHash, purgeAt: this.verification.purgeAt() };
    try {
      return await this.store(account, async (user, em) => {
        if (isMailed) await this.verification.put(em, user, language);
      });
    } catch (error) {
      // Another instance was faster.
      if (error instanceof FieldTaken) return this.repeated(form, await this.users.holdersOf(form), client);
      throw error;
    }
  }

  private async store(account: NewUser, along?: (user: User, em: EntityManager) => Promise<void>): Promise<User> {
    const user = await this.users.create(account, along);
    this.events.announce('registered', { accountId: user.id });
    return user;
  }

  private async repeated(form: RegisterDto, holders: Holders, client: LoginAttempt): Promise<User> {
    const user = await this.repeatedSignUp.accountOf(holders, form.password, client).catch(asTooManyAttempts(form));
    if (user === null) throw new InvalidForm('validation_failed', form, takenErrors(holders));
    return user;
  }

  /**
   * Returns one answer that names every field at fault, those that are taken too, unless this address has asked for
   * too many.
   */
  private async allErrors(form: RegisterDto, errors: FieldErrors, client: LoginAttempt): Promise<FieldErrors> {
    const asked = keepingRules(form, errors);
    const mayAsk = Object.keys(asked).length > 0 && (await this.limits.mayLookUp(client.address));
    return mayAsk ? { ...errors, ...takenErrors(await this.users.holdersOf(asked)) } : errors;
  }
}

function isBroken(errors: FieldErrors): boolean {
  return Object.keys(errors).length > 0;
}

function isTaken({ username, email, isReserved }: Holders): boolean {
  return username !== null || email !== null || isReserved;
}

/** The database is asked only for fields that keep their own rules. */
function keepingRules({ username, email }: RegisterDto, errors: FieldErrors) {
  return { ...(!errors['username'] && { username }), ...(!errors['email'] && { email }) };
}

/** Returns the message of each field that another account has. */
function takenErrors({ username, email, isReserved }: Holders): FieldErrors {
  return {
    ...((username !== null || isReserved) && { username: [{ code: 'usernameTaken' }] }),
    ...(email !== null && { email: [{ code: 'emailTaken' }] }),
  };
}
