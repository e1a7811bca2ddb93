/**
 * A browser hands these on to the person's password manager (WebAuthn Level 3, 5.1.10). The list is never empty: an
 * empty one would make it delete all that it has, so the one that was removed is named in its place.
 */
export interface PasskeySignals {
  readonly rpId: string;
  readonly userId: string;
  readonly name: string;
  readonly displayName: string;
  /** These are all that are accepted; there is no list where there is none. */
  readonly allAcceptedCredentialIds?: readonly string[];
  /** This one is not accepted any more. */
  readonly unknownCredentialId?: string;
}
