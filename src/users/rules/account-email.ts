import { domainToASCII, domainToUnicode } from 'node:url';
import { isEmail } from '../../forms/class-validator.js';
import { isPrintableAscii, lowerAscii } from '../../forms/ascii.js';

/** An address has at most so many characters, and so has the part before its `@` (RFC 5321, 4.5.3.1). */
export const EMAIL_AT_MOST = 254;
const LOCAL_AT_MOST = 64;

/**
 * Returns an address as it is stored and compared: A to Z in lower case, and a domain in another script as its `xn--`
 * form, which browsers send from an e-mail field and not from a text field. What has no such form stays as it is.
 */
export function canonicalEmail(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return lowerAscii(at < 0 || isPrintableAscii(domain) ? address : `${address.slice(0, at + 1)}${asciiDomain(domain)}`);
}

/** Converts only letters, digits, hyphens and dots: Node's function would also decode `%`, and cut what follows a `/`. */
function asciiDomain(domain: string): string {
  if (domain.length > EMAIL_AT_MOST || /[^A-Za-z0-9.\u0080-\u{10ffff}-]/u.test(domain)) return domain;
  const ascii = domainToASCII(domain);
  // Without such a label the domain is plain ASCII that somebody has disguised: full width, invisible characters.
  return /(^|\.)xn--/.test(ascii) ? ascii : domain;
}

/** Tells whether this may be the address of an account: ASCII in its canonical form, no quotes, written in the one way that is valid. */
export function isAccountEmail(typed: string): boolean {
  const address = canonicalEmail(typed);
  if (address.length > EMAIL_AT_MOST || !isPrintableAscii(address) || /["\s]/.test(address)) return false;
  const at = address.indexOf('@');
  if (at > LOCAL_AT_MOST || !isEmail(address, { allow_utf8_local_part: false })) return false;
  return isWrittenInOneWay(address.slice(at + 1));
}

/**
 * An `xn--` label that decodes to nothing, or to text with another spelling (not composed, full width, plain ASCII),
 * would look like somebody else's address wherever such labels are shown decoded (RFC 5890, 2.3.2.1).
 */
function isWrittenInOneWay(domain: string): boolean {
  const shown = domainToUnicode(domain);
  return !/(^|\.)xn--/i.test(shown) && domainToASCII(shown) === lowerAscii(domain) && !shown.split('.').some(mixesAlphabets);
}

/** Letters of these alphabets look alike; no registry gives out a label that mixes them (UTS 39, 5.1). */
function mixesAlphabets(label: string): boolean {
  return [/\p{Script=Latin}/u, /\p{Script=Greek}/u, /\p{Script=Cyrillic}/u].filter((letter) => letter.test(label)).length > 1;
}
