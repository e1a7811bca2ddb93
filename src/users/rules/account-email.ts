import { domainToASCII, domainToUnicode } from 'node:url';
import { isEmail } from 'class-validator';
import { isPrintableAscii, lowerAscii } from '../../forms/ascii.js';

/** An address has at most so many characters, and so has the part before its `@` (RFC 5321, 4.5.3.1). */
const AT_MOST = 254;
const LOCAL_AT_MOST = 64;

/** Tells whether this may be the address of an account: ASCII, no quotes, and written in the one way that is valid. */
export function isAccountEmail(address: string): boolean {
  if (address.length > AT_MOST || !isPrintableAscii(address) || /["\s]/.test(address)) return false;
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
  return !/(^|\.)xn--/i.test(shown) && domainToASCII(shown) === lowerAscii(domain);
}
