/** This is what an account has set up besides its password. */
export interface SecondFactors {
  /** Codes of an authenticator app are set up; recovery codes belong to them. */
  readonly codes: boolean;
  /** The account has so many passkeys. */
  readonly passkeys: number;
  /** A login by password asks for more: codes are set up, or the person wants a passkey asked for. */
  readonly afterPassword: boolean;
}

/**
 * Tells what second factors an account has. The room of second factors provides it; a guard and the page that asks for
 * an authentication again use it without knowing that room.
 */
export abstract class SecondFactorStatus {
  abstract of(accountId: string): Promise<SecondFactors>;
}
