import { InvalidForm } from '../../http/errors/invalid-form.js';
import { PasskeyRefused } from '../ceremony/passkey-refused.js';
import { PasskeyNeeded, PasskeysFull, PasskeyTaken } from '../passkey-problems.js';
import { PASSKEYS_AT_MOST } from '../passkeys.service.js';

/** Makes a handler for `catch`: what the person can be told becomes a message at the form, and everything else is thrown on. */
export function asRefusedForm(form: object, passkeyId = ''): (error: unknown) => never {
  return (error) => {
    const refuse = (field: string, code: string, values = {}) =>
      new InvalidForm('validation_failed', form, { [field]: [{ code, values }] });
    if (error instanceof PasskeyRefused) throw refuse('response', 'passkeyNotAccepted');
    if (error instanceof PasskeyTaken) throw refuse('response', 'passkeyTaken');
    if (error instanceof PasskeysFull) throw refuse('response', 'passkeysFull', { most: PASSKEYS_AT_MOST });
    if (error instanceof PasskeyNeeded) throw refuse(`passkey-${passkeyId}`, 'passkeyNeeded');
    throw error;
  };
}
