import { FormRefused } from '../../http/form-refused.js';
import { TooManyAttempts } from './throttle.js';

/** For `catch`: a try that the throttle refused becomes this form again, with the time to wait. All else is thrown on. */
export function refusedTry(form: object): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof TooManyAttempts)) throw error;
    throw new FormRefused('too_many_attempts', form, {}, { headers: { 'Retry-After': String(error.retryAfter) } });
  };
}
