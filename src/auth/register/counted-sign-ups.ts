import { Inject, Injectable } from '@nestjs/common';
import { FormRefused } from '../../http/form-refused.js';
import { refusedTry } from '../throttle/refused-try.js';
import { RegistrationThrottle } from '../throttle/registration-throttle.js';
import type { RegisterDto } from './register.dto.js';
import { RegistrationForm } from './registration-form.js';

/** Sign-ups from the web: each that keeps the rules has its place in the count, accepted or refused as taken. */
@Injectable()
export class CountedSignUps {
  constructor(
    @Inject(RegistrationForm) private readonly forms: RegistrationForm,
    @Inject(RegistrationThrottle) private readonly throttle: RegistrationThrottle,
  ) {}

  /** Runs `signUp` with a registration that keeps every rule. Throws FormRefused, also for too many of them. */
  async run<T>(body: unknown, address: string, signUp: (form: RegisterDto) => Promise<T>): Promise<T> {
    const read = await this.forms.read(body);
    const { form, broken } = read;
    if (Object.keys(broken).length > 0) {
      const asks = !broken['username'] || !broken['email'];
      if (asks && (await this.throttle.mayLookUp(address))) await this.forms.refuseTaken(read);
      throw new FormRefused('validation_failed', form, broken);
    }
    const places = await this.throttle.signUp(address).catch(refusedTry(form));
    try {
      await this.forms.refuseTaken(read);
      return await signUp(form);
    } catch (error) {
      // Neither accepted nor refused as taken, so there is nothing to count.
      if (!(error instanceof FormRefused)) await places.giveBack();
      throw error;
    }
  }
}
