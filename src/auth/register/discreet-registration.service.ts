import { Injectable } from '@nestjs/common';
import { lowerAscii } from '../../forms/ascii.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import { PasswordHasher } from '../../users/passwords/password-hasher.js';
import { canonicalEmail } from '../../users/rules/account-email.js';
import { FieldTaken } from '../../users/field-taken.js';
import { UsersService } from '../../users/users.service.js';
import type { FieldErrors } from '../../views/view.js';
import { KeyedMutex } from '../keyed-mutex.js';
import type { PendingRegistration } from '../pending-registration/pending-registration.entity.js';
import { PendingRegistrations } from '../pending-registration/pending-registrations.service.js';
import { asTooManyAttempts } from '../rate-limit/as-too-many-attempts.js';
import type { LoginAttempt } from '../rate-limit/login-attempt.js';
import { MailLimits } from '../rate-limit/mail-limits.js';
import { RegistrationLimits } from '../rate-limit/registration-limits.js';
import { NewPasswordForms } from '../new-password-forms.js';
import { RegisterDto } from './register.dto.js';

/**
 * Takes sign-ups without telling whether an address is registered: nothing here asks who has it, so the answer and its
 * time are the same. The mail tells whoever reads it. Names are public, so a taken one is said.
 */
@Injectable()
export class DiscreetRegistration {
  private readonly mutex = new KeyedMutex();

  constructor(
    private readonly forms: NewPasswordForms,
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly pending: PendingRegistrations,
    private readonly limits: RegistrationLimits,
    private readonly mailLimits: MailLimits,
  ) {}

  /**
   * Keeps the sign-up and mails to its address. One that repeats a sign-up that is kept, in name, address and password,
   * is answered alike and mails again. Throws InvalidForm, also for too many of them.
   */
  async register(body: unknown, client: LoginAttempt, visitor: VisitorFacts): Promise<void> {
    const { dto: form, errors } = await this.forms.read(RegisterDto, body);
    if (Object.keys(errors).length > 0) {
      throw new InvalidForm('validation_failed', form, await this.withTakenName(form, errors, client));
    }
    await this.limits.consume(client.address).catch(asTooManyAttempts(form));
    await this.mailLimits.countRequest(client.address).catch(asTooManyAttempts(form));
    const release = await this.mutex.lock(`name ${lowerAscii(form.username)}`);
    try {
      const before = await this.pending.withName(form.username);
      if (before !== null) return await this.repeat(before, form, client, visitor);
      if (await this.isTaken(form.username)) throw taken(form);
      await this.keep(form, client, visitor);
    } finally {
      release();
    }
  }

  private async keep(form: RegisterDto, client: LoginAttempt, { language }: VisitorFacts): Promise<void> {
    const { username, email, password } = form;
    const passwordHash = await this.hasher.hash(password, client.hashing(`new\n${lowerAscii(username)}`, false));
    const mayBeMailed = await this.mailLimits.mayMail(canonicalEmail(email));
    await this.pending.keep({ username, email, passwordHash, language }, mayBeMailed).catch((error: unknown) => {
      // Another instance was faster.
      throw error instanceof FieldTaken ? taken(form) : error;
    });
  }

  /** A wrong password and another address cost the same hash, so that the time tells nothing of the address. */
  private async repeat(
    before: PendingRegistration,
    form: RegisterDto,
    client: LoginAttempt,
    { language }: VisitorFacts,
  ): Promise<void> {
    const hashing = client.hashing(`new\n${lowerAscii(form.username)}`, false);
    const matches = await this.hasher.matches(form.password, before.passwordHash, hashing);
    const email = canonicalEmail(form.email);
    if (!matches || before.email !== email) throw taken(form);
    if (await this.mailLimits.mayMail(email)) await this.pending.mailAgain(before, language);
  }

  private async isTaken(username: string): Promise<boolean> {
    const { username: holder, isReserved } = await this.users.holdersOf({ username });
    return holder !== null || isReserved;
  }

  /** Adds that the name is taken, unless this address has asked for too many. */
  private async withTakenName(form: RegisterDto, errors: FieldErrors, client: LoginAttempt): Promise<FieldErrors> {
    if (errors['username'] !== undefined || !(await this.limits.mayLookUp(client.address))) return errors;
    const isTaken = (await this.pending.withName(form.username)) !== null || (await this.isTaken(form.username));
    return isTaken ? { ...errors, ...taken(form).errors } : errors;
  }
}

function taken(form: RegisterDto): InvalidForm {
  return new InvalidForm('validation_failed', form, { username: [{ code: 'usernameTaken' }] });
}
