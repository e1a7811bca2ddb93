/** These are the reasons that the log tells; an answer says no more than that the passkey was not accepted. */
export type RefusalReason =
  | 'malformed'
  | 'challenge'
  | 'cross-origin'
  | 'origin'
  | 'attestation'
  | 'public key'
  | 'credential id'
  | 'not verified'
  | 'unknown passkey'
  | 'user handle'
  | 'backup flags'
  | 'counter'
  | 'disabled account'
  | 'account past its deletion';

/** Is thrown when what an authenticator has signed is not accepted. */
export class PasskeyRefused extends Error {
  override readonly name = 'PasskeyRefused';

  constructor(readonly reason: RefusalReason) {
    super(reason);
  }
}
