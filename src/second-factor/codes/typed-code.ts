import { TOTP } from './totp.js';

/**
 * Returns what a person has typed as we compare it: without blanks and hyphens, digits of other widths and scripts of
 * full width as ASCII (NFKC), letters in upper case.
 */
export function canonicalCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .toUpperCase();
}

/** Tells whether a canonical code can be one of an authenticator app; every other one is a recovery code. */
export function isTotpCode(code: string): boolean {
  return code.length === TOTP.digits && /^\d+$/.test(code);
}
