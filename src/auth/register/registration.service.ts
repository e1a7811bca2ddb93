import { Injectable } from '@nestjs/common';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { asTooManyAttempts } from '../rate-limit/as-too-many-attempts.js';
import { RegistrationLimits } from '../rate-limit/registration-limits.js';
import type { RegisterDto } from './register.dto.js';
import { RegistrationForm } from './registration-form.js';

/** Sign-ups from the web: each that keeps the rules has its place in the count, accepted or refused as taken. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly forms: RegistrationForm,
    private readonly throttle: RegistrationLimits,
  ) {}

  /** Runs `signUp` with a registration that keeps every rule. Throws InvalidForm, also for too many of them. */
  async run<T>(body: unknown, address: string, signUp: (form: RegisterDto) => Promise<T>): Promise<T> {
    const read = await this.forms.read(body);
    const { form, broken } = read;
    if (Object.keys(broken).length > 0) {
      const asks = !broken['username'] || !broken['email'];
      if (asks && (await this.throttle.mayLookUp(address))) await this.forms.refuseTaken(read);
      throw new InvalidForm('validation_failed', form, broken);
    }
    const places = await this.throttle.consume(address).catch(asTooManyAttempts(form));
    try {
      await this.forms.refuseTaken(read);
      return await signUp(form);
    } catch (error) {
      // Neither accepted nor refused as taken, so there is nothing to count.
      if (!(error instanceof InvalidForm)) await places.refund();
      throw error;
    }
  }
}
