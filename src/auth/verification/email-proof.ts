import type { LoginAttempt } from '../rate-limit/login-attempt.js';

/** Who presses the button of a mailed link. */
export interface Prover {
  /** The browser is signed in as this account, or its login waits for the proof. */
  readonly accountId: string | undefined;
  readonly client: LoginAttempt;
}

/** Proves addresses by mailed links of one kind. Any module provides them as classes that extend this one. */
export abstract class EmailProof {
  /** No other proof has links of this kind. */
  abstract readonly kind: string;

  /**
   * Proves the address that the link was mailed to, and returns its account. Throws LinkInvalid, and InvalidForm when
   * the password that shows that the reader is who signed up is missing or wrong.
   */
  abstract prove(body: unknown, prover: Prover): Promise<{ readonly id: string }>;

  /** Ends what somebody else has begun with the reader's address. Throws LinkInvalid, also where it is proven. */
  abstract disown(body: unknown): Promise<void>;
}

/** Reads the secret of the mailed link out of the form. */
export function tokenIn(body: unknown): unknown {
  return Reflect.get(Object(body) as object, 'token');
}
