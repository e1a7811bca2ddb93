import fc from 'fast-check';

/** What has broken parsers, templates, databases and logs of others. */
const KNOWN = ['', ' ', '\u0000', 'a\u0000b', '\ud800', '\udfff\ud800', '\ufffd', '\ufeff', '\u200b', '\u202e', '\u2028', '\u0085', '\r\n', '\r\nSet-Cookie: a=b', '\u001b[31m', '%s%d%j%n', '{{7*7}}', '${7*7}', '<%= 7*7 %>', '#{7*7}', '<script>alert(1)</script>', '"><img src=x>', "' OR 1=1 --", "'; DROP TABLE users; --", '$ne', '{"$ne":null}', '../../../etc/passwd', '%00', '%2e%2e%2f', '%c0%af', '\u212a', '\u0131', '\uff41', 'a\u0301', '\u1e9e', '\ufdfa', 'null', 'undefined', 'true', '__proto__', 'constructor', 'toString', '[object Object]', 'NaN', '1e400', '-1', '9'.repeat(400), 'x'.repeat(255), 'x'.repeat(1_025), 'x'.repeat(9_000), '\u0323\u0307'.repeat(700), '\u{1f600}'.repeat(300), '/'.repeat(3_000), '//evil.example', 'a@'.repeat(300), 'a.'.repeat(300)]; // prettier-ignore

/** A lone half of a pair of UTF-16, among others. */
const loneSurrogates = fc
  .array(fc.integer({ min: 0xd7fe, max: 0xe001 }), { maxLength: 6 })
  .map((units) => String.fromCharCode(...units));

/** Text as an attacker, a broken client or a far away keyboard may send it. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...KNOWN) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 60 }) },
  { weight: 1, arbitrary: loneSurrogates },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...KNOWN), fc.string({ maxLength: 8 })).map((parts) => parts.join('')) },
);
