import { asTooManyAttempts } from '../auth/rate-limit/as-too-many-attempts.js';
import { InvalidForm } from '../http/errors/invalid-form.js';
import { PasskeyRefused } from './ceremony/passkey-refused.js';

/** Makes a handler for `catch`: a passkey that was refused becomes this form again, and everything else is thrown on. */
export function asInvalidPasskey(form: object): (error: unknown) => never {
  return (error) => {
    if (error instanceof PasskeyRefused) throw new InvalidForm('invalid_passkey', form);
    return asTooManyAttempts(form)(error);
  };
}
