import { dictionary } from '@zxcvbn-ts/language-common';

/**
 * Passwords that everybody tries first (NIST SP 800-63B-4 3.1.1.2, ASVS 5.0 6.2.4): the lists of
 * `@zxcvbn-ts/language-common` (MIT), 49,233 leaked passwords and 7,776 words of the Diceware list, of
 * which more than 20,000 have eight characters or more. Compared whole, in lower case.
 */
const COMMON: ReadonlySet<string> = new Set(
  [...dictionary['passwords-common'], ...dictionary['diceware-common']]
    .map((entry) => String(entry).toLowerCase())
    .filter((entry) => entry.length >= 8),
);

export function isCommonPassword(password: string): boolean {
  return COMMON.has(password.toLowerCase());
}

export const COMMON_PASSWORD_COUNT = COMMON.size;
