/** Is thrown when an account has as many passkeys as it may have. */
export class PasskeysFull extends Error {
  override readonly name = 'PasskeysFull';
}

/** Is thrown when a passkey belongs to an account already, this one or another. */
export class PasskeyTaken extends Error {
  override readonly name = 'PasskeyTaken';
}

/** Is thrown when the person wants a login by password to ask for a passkey, and it could not without this one. */
export class PasskeyNeeded extends Error {
  override readonly name = 'PasskeyNeeded';
}
