/*
 * What lists of leaked passwords hold by kind rather than one by one: NIST SP 800-63B-4 3.1.1.2 names repetitive and
 * sequential characters, and dates come first in every guesser's rules. Plain scans, linear in the length.
 */

/** The longest of a million leaked passwords has 39 characters, so a longer one is on nobody's list. */
const GUESSED_AT_MOST = 40;

/** A longer unit, repeated, is as hard to guess as the unit is. */
const SHORT_UNIT = 4;

/** `qwer1234` is a pattern, but of four runs there are too many to try. */
const MOST_RUNS = 3;

const LEAST_RUN = 3;

/**
 * A finger or an alphabet goes on along these lines: letters, digits, the rows of QWERTY, QWERTZ and AZERTY, columns
 * of keyboard and keypad.
 */
const LINES = `abcdefghijklmnopqrstuvwxyz 01234567890
  qwertyuiop asdfghjkl zxcvbnm qwertzuiop yxcvbnm azertyuiop qsdfghjklm wxcvbn
  1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm 147 258 369`;

const NEIGHBOURS: ReadonlySet<string> = new Set(LINES.split(/\s+/).flatMap(pairsOf));

/**
 * Tells whether a password is a repeat of a short unit, a walk along a few lines of {@link LINES}, or a date, in any
 * case of letters.
 */
export function isPredictablePassword(password: string): boolean {
  if (password.length > GUESSED_AT_MOST || !/^[\x20-\x7e]+$/.test(password)) return false;
  const text = password.toLowerCase();
  if (isSequence(text) || isDate(text)) return true;
  const unit = text.slice(0, periodOf(text));
  if (unit.length * 2 > text.length) return false;
  return unit.length <= SHORT_UNIT || isSequence(unit) || isDate(unit);
}

function pairsOf(line: string): string[] {
  const characters = Array.from(line);
  return characters.slice(1).flatMap((next, index) => [`${characters[index] ?? ''}${next}`, `${next}${characters[index] ?? ''}`]);
}

/** Returns the length of the shortest unit that repeats to the end, the last time perhaps in part (Knuth, Morris, Pratt). */
function periodOf(text: string): number {
  const borders = [0];
  for (let end = 1; end < text.length; end += 1) {
    let border = borders[end - 1] ?? 0;
    while (border > 0 && text[border] !== text[end]) border = borders[border - 1] ?? 0;
    borders.push(text[border] === text[end] ? border + 1 : 0);
  }
  return text.length - (borders.at(-1) ?? 0);
}

/**
 * Recognises `987654321`, `abcd1234`, `1qaz2wsx`, `aabbccdd`: a few runs in which each character is the one before,
 * or beside it.
 */
function isSequence(text: string): boolean {
  const starts = [0];
  for (let at = 1; at < text.length; at += 1) {
    const [before, next] = [text[at - 1] ?? '', text[at] ?? ''];
    if (before !== next && !NEIGHBOURS.has(before + next)) starts.push(at);
  }
  const lengths = starts.map((start, run) => (starts[run + 1] ?? text.length) - start);
  return lengths.length <= MOST_RUNS && lengths.every((length) => length >= LEAST_RUN);
}

/** A date is day and month in either order, with a year before or after them. */
const DATES = [
  /^(?<one>\d\d)(?<other>\d\d)(?<year>(?:19|20)\d\d)$/,
  /^(?<year>(?:19|20)\d\d)(?<one>\d\d)(?<other>\d\d)$/,
  /^(?<one>\d{1,2})[-./ ](?<other>\d{1,2})[-./ ](?<year>(?:19|20)?\d\d)$/,
  /^(?<year>(?:19|20)?\d\d)[-./ ](?<one>\d{1,2})[-./ ](?<other>\d{1,2})$/,
];

/** Recognises `01011990`, `19900131`, `31.12.1999`, `12/31/99`. */
function isDate(text: string): boolean {
  return DATES.some((form) => {
    const { one, other } = form.exec(text)?.groups ?? {};
    const [least = 0, most = 0] = [Number(one), Number(other)].toSorted((a, b) => a - b);
    return least >= 1 && least <= 12 && most <= 31;
  });
}
