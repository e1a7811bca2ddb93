import { domainToUnicode } from 'node:url';
import fc from 'fast-check';

/** Characters that people, fonts, case mappings or normal forms take for an ASCII letter. */
const ALIKE: Readonly<Record<string, string>> = { a: '\u0430\uff41\u00aa\u0251\u24d0', c: '\u0441\uff43\u217d', e: '\u0435\uff45\u212f', h: '\uff48\u210e\u04bb', i: '\u0131\u0130\u0456\uff49\u2139', k: '\u212a\uff4b\u043a', l: '\uff4c\u2113\u217c', m: '\uff4d\u217f', n: '\uff4e\u207f', o: '\u043e\uff4f\u00ba\u03bf\u2134', p: '\u0440\uff50', r: '\uff52', s: '\u017f\uff53\u0455', t: '\uff54', x: '\u0445\uff58\u00d7', g: '\uff47\u210a', '.': '\uff0e\u3002\u2024', '@': '\uff20\ufe6b' }; // prettier-ignore

const WHITE = [
  ' ',
  '\t',
  '\n',
  '\r',
  '\f',
  '\u000b',
  '\u0085',
  '\u00a0',
  '\u1680',
  '\u2003',
  '\u2028',
  '\u202f',
  '\u205f',
  '\u3000',
  '\ufeff',
];

const UNSEEN = ['\u0000', '\u00ad', '\u034f', '\u061c', '\u115f', '\u180e', '\u200b', '\u200d', '\u200e', '\u202e', '\u2060', '\u2066', '\ufe0f', '\ufff9', '\u{e0061}', '\u0301', '\u0323', '\u20dd', '\u007f']; // prettier-ignore

/** Labels that no host has, and what programs that decode them show: plain, full width, not composed, with what cannot be seen. */
const FAKE_LABELS: readonly [fake: string, real: string, shown: string][] = [
  ['xn--Maison-skie-', 'Maison-skie', 'maison-skie'],
  ['xn--aison-skie-tz99c', 'Maison-skie', 'maison-skie'],
  ['xn--maison-skie-vpa', 'Maison-skie', 'maison-skie'],
  ['xn--maison-sie-kd9e', 'Maison-skie', 'maison-skie'],
  ['xn--example-', 'example', 'example'],
  ['xn--xample-hy68a', 'example', 'example'],
  ['xn--example-k06c', 'example', 'example'],
  ['xn--bucher-xyd', 'xn--bcher-kva', 'b\u00fccher'],
  ['xn--bcher-kva1776c', 'xn--bcher-kva', 'b\u00fccher'],
  ['xn--bcher-kva-', 'xn--bcher-kva', 'b\u00fccher'],
];

type Change = (text: string) => string;

const at = (text: string, place: number, change: Change): string => {
  const characters = Array.from(text);
  const nth = place % Math.max(1, characters.length);
  return [...characters.slice(0, nth), change(characters[nth] ?? ''), ...characters.slice(nth + 1)].join('');
};

/** One of the ways to write the same to the eye. */
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(60), fc.nat(9)).map(
    ([place, nth]): Change =>
      (text) =>
        at(text, place, (letter) => alike(letter, nth)),
  ),
  fc.nat(60).map(
    (place): Change =>
      (text) =>
        at(text, place, (letter) => letter.toUpperCase()),
  ),
  fc.tuple(fc.nat(60), fc.constantFrom(...UNSEEN)).map(([place, more]): Change => (text) => at(text, place, (letter) => letter + more)), // prettier-ignore
  fc.constantFrom(...WHITE).map(
    (white): Change =>
      (text) =>
        white + text,
  ),
  fc.constantFrom(...WHITE).map(
    (white): Change =>
      (text) =>
        text + white,
  ),
  fc.constantFrom('.', '%', '%00', '\\', '"', "'").map(
    (more): Change =>
      (text) =>
        text + more,
  ),
  fc.constant<Change>((text) => text.toUpperCase()),
  fc.constant<Change>((text) => text.replace(/@.*/, (domain) => domain.normalize('NFD'))),
  fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD').map(
    (form): Change =>
      (text) =>
        text.normalize(form),
  ),
  fc.constantFrom(...FAKE_LABELS).map(
    ([fake, real]): Change =>
      (text) =>
        text.replace(real, fake).replace(real.toUpperCase(), fake),
  ),
  fc.constantFrom(',x@example.org', ';x@example.org', ' x@example.org', '\r\nBcc: x@example.org').map((more): Change => (text) => text + more), // prettier-ignore
);

function alike(letter: string, nth: number): string {
  const others = ALIKE[letter.toLowerCase()] ?? letter;
  return others[nth % others.length] ?? letter;
}

/** A name or an address in another spelling. */
export function respelled(text: string): fc.Arbitrary<string> {
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce((spelling, one) => one(spelling), text));
}

/** What an eye makes of a name or an address. */
export function toTheEye(text: string): string {
  const decoded = text.replace(/xn--[^@.]+/gi, (label) => shownAs(label));
  const [name = '', domain] = decoded.split(/(?=@[^@]*$)/);
  // A mark makes another domain, and nothing else.
  const marked = name.normalize('NFKD').replaceAll(/\p{M}/gu, '') + (domain ?? '').normalize('NFKC');
  const plain = marked.replace(/[\p{Cf}\p{Cc}\p{Z}\u115f\u180e]/gu, '');
  return Array.from(plain, ascii).join('').toLowerCase().replace(/(?<=@.*)\.$/, ''); // prettier-ignore
}

function ascii(character: string): string {
  return Object.keys(ALIKE).find((letter) => ALIKE[letter]?.includes(character)) ?? character;
}

function shownAs(label: string): string {
  const fake = FAKE_LABELS.find(([code]) => code.toLowerCase() === label.toLowerCase());
  return fake?.[2] ?? domainToUnicode(label);
}
