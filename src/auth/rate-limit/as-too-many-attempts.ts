import { InvalidForm } from '../../http/errors/invalid-form.js';
import { TooManyAttempts } from '../../redis/rate-limiter.js';

/**
 * Makes a handler for `catch`: a try that a limit refused becomes this form again, with the time to wait, and
 * everything else is thrown on.
 */
export function asTooManyAttempts(form: object): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof TooManyAttempts)) throw error;
    throw new InvalidForm('too_many_attempts', form, {}, { headers: { 'Retry-After': String(error.retryAfter) } });
  };
}
