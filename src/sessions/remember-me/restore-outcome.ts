import type { RevocationReason } from '../record/session-record.js';

/**
 * What presenting a token came to. `restored`: a session under this id, and the validator to set as cookie until
 * `expires` (milliseconds since 1970). `spent`: signed in for this request, no cookie changes. `refused`: nobody.
 */
export type RestoreOutcome =
  | { readonly kind: 'restored'; readonly sessionId: string; readonly validator: string; readonly expires: number }
  | { readonly kind: 'spent'; readonly accountId: string }
  | { readonly kind: 'refused'; readonly told?: RevocationReason };
