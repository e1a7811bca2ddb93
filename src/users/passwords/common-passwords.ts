import { readFileSync } from 'node:fs';

const LINE_FEED = 0x0a;

/**
 * Attackers try these passwords first (NIST SP 800-63B-4 3.1.1.2, ASVS 5.0 6.2.4). The list has all of eight
 * characters or more from a million leaked ones by frequency, in lower case, a line each, sorted by their bytes; `npm
 * run build` writes the file. It stays one buffer: half a million strings in a Set would cost ten times the memory,
 * and a fifth of a second at each start.
 */
const LIST = readFileSync(new URL('./common-passwords.txt', import.meta.url));

/** Tells whether the whole password, in any case of letters, is on the list, by about twenty comparisons of its length. */
export function isCommonPassword(password: string): boolean {
  const wanted = Buffer.from(password.toLowerCase());
  let low = 0;
  let high = LIST.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = low + LIST.subarray(low, middle).lastIndexOf(LINE_FEED) + 1;
    const end = LIST.indexOf(LINE_FEED, middle);
    const order = wanted.compare(LIST, start, end);
    if (order === 0) return true;
    if (order < 0) high = start;
    else low = end + 1;
  }
  return false;
}
