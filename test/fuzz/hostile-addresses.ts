import fc from 'fast-check';
import { hostileText } from './hostile-text.js';

const PIECES = ['/', '//', '///', '\\', '\\\\', '/\\', '.', '..', '/./', '/../', '%2e', '%2e%2e', '%2f', '%5c', '%2F%2F', '%255c', '%09', '%0a', '%00', '%7f', '\t', '\n', '\r', ' ', '\u0000', '\u000b', '\u007f', '\u0085', '\u00a0', '\u00ad', '\u200b', '\u2028', '\u202e', '\u2044', '\u2215', '\u3000', '\u3002', '\uff0f', '\uff3c', '\uff0e', '\uff20', '\ufeff', '\ud800', '?', '#', '@', ':', ';', '&', '=', '[', ']', '|', '^', '`', '{', '}', '"', "'", '<', '>', '%', '%zz', 'http:', 'https:', 'HTTP:', 'ftp:', 'javascript:', 'data:', 'blob:', 'x:', 'evil.example', 'user:pass@', '@evil.example', ':80', ':443', '.evil.example', 'localhost', '127.1', '0x7f000001', '[::1]', 'a', 'login', 'profile', 'x'.repeat(700)]; // prettier-ignore

/** Addresses put together from what parsers read in different ways; ORIGIN stands for our own. */
const composed = fc.array(fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...PIECES, 'ORIGIN') }, { weight: 1, arbitrary: hostileText }), { minLength: 1, maxLength: 9 }).map((pieces) => pieces.join('')); // prettier-ignore

/** Those that begin as ours do: only they get as far as the parser. */
const nearlyOurs = fc
  .tuple(fc.constantFrom('/', '/', 'ORIGIN', 'ORIGIN/', 'ORIGIN@', 'ORIGIN.'), composed)
  .map((pieces) => pieces.join(''));

/** What may be asked for as `next`. */
export function anyAddress(origin: string): fc.Arbitrary<string> {
  const address = fc.oneof({ weight: 5, arbitrary: nearlyOurs }, { weight: 4, arbitrary: composed }, { weight: 1, arbitrary: fc.webUrl() }, { weight: 1, arbitrary: hostileText }); // prettier-ignore
  return address.map((text) => text.replaceAll('ORIGIN', origin));
}
