import type { Ending } from '../record/session-record.js';

/** The answer sets this validator as cookie until `expiresAt`, in milliseconds since 1970. */
export interface IssuedValidator {
  readonly validator: string;
  readonly expires: number;
}

/**
 * This is the result of presenting a token. `restored`: there is a session under this id. `held`: a login step comes
 * first, and nobody is signed in. `spent`: this request alone is signed in, and no cookie changes. `refused`: nobody
 * is signed in.
 */
export type RestoreOutcome =
  | { readonly kind: 'restored'; readonly sessionId: string; readonly issued: IssuedValidator }
  | { readonly kind: 'held'; readonly accountId: string; readonly issued: IssuedValidator | undefined }
  | { readonly kind: 'spent'; readonly accountId: string }
  | { readonly kind: 'refused'; readonly told?: Ending };
