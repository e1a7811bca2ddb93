import type { RevocationReason } from '../record/session-record.js';

/** The validator to set as cookie, until then; milliseconds since 1970. */
export interface IssuedValidator {
  readonly validator: string;
  readonly expires: number;
}

/**
 * What presenting a token came to. `restored`: a session under this id. `held`: a step of the login comes first, and
 * nobody is signed in. `spent`: signed in for this request, no cookie changes. `refused`: nobody.
 */
export type RestoreOutcome =
  | { readonly kind: 'restored'; readonly sessionId: string; readonly issued: IssuedValidator }
  | { readonly kind: 'held'; readonly accountId: string; readonly issued: IssuedValidator | undefined }
  | { readonly kind: 'spent'; readonly accountId: string }
  | { readonly kind: 'refused'; readonly told?: RevocationReason };
