import { PasskeyRefused } from './passkey-refused.js';

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * Throws {@link PasskeyRefused} for an ECDSA signature that is not two integers in DER and nothing more (RFC 3279,
 * 2.2.3). The library reads the two integers and ignores what stands behind them, so that one signature would have any
 * number of forms.
 */
export function checkEcdsaEncoding(signature: string): void {
  const bytes = Buffer.from(signature, 'base64url');
  const firstEnd = integerEnd(bytes, 2);
  const isExact = bytes[0] === SEQUENCE && bytes[1] === bytes.length - 2 && integerEnd(bytes, firstEnd) === bytes.length;
  if (!isExact) throw new PasskeyRefused('not verified');
}

/** Returns where an integer ends; NaN where there is none. Each of P-256 has at most 33 bytes, so its length is one byte. */
function integerEnd(bytes: Buffer, start: number): number {
  const length = bytes[start + 1] ?? 0;
  return bytes[start] === INTEGER && length > 0 && length <= 33 ? start + 2 + length : Number.NaN;
}
