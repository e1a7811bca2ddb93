import { createPublicKey } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import { PasskeyRefused } from './passkey-refused.js';

/** RSA keys have at least so many bits (NIST SP 800-131A). */
const RSA_BITS_AT_LEAST = 2_048;

/** These are labels of a COSE_Key (RFC 9052, 7; RFC 9053, 7; RFC 8230, 4). */
const KTY = 1;
const ALG = 3;
const CRV = -1;
const X = -2;
const Y = -3;
const N = -1;
const E = -2;

/**
 * Throws {@link PasskeyRefused} for a key that could never verify anything: the library looks at a key when it is first
 * used, and its owner would be locked out by then.
 */
export function checkPublicKey(cose: Uint8Array<ArrayBuffer>): void {
  try {
    const key = isoCBOR.decodeFirst<Map<number, unknown>>(cose);
    const imported = createPublicKey({ key: jwkOf(key), format: 'jwk' });
    if (imported.asymmetricKeyType === 'rsa' && (imported.asymmetricKeyDetails?.modulusLength ?? 0) < RSA_BITS_AT_LEAST) {
      throw new PasskeyRefused('public key');
    }
  } catch {
    throw new PasskeyRefused('public key');
  }
}

/** Tells whether signatures of this key are ECDSA's, whose encoding is looser than others'. */
export function isEcdsa(cose: Uint8Array<ArrayBuffer>): boolean {
  return isoCBOR.decodeFirst<Map<number, unknown>>(cose).get(KTY) === 2;
}

/** Each algorithm has one type and one curve (WebAuthn Level 3, 5.8.5), and nothing stands in a key besides what it needs (6.5.1.1). */
function jwkOf(key: Map<number, unknown>): JsonWebKey {
  const [kty, alg] = [key.get(KTY), key.get(ALG)];
  if (kty === 1 && alg === -8 && key.get(CRV) === 6 && key.size === 4) return { kty: 'OKP', crv: 'Ed25519', x: text(key, X) };
  if (kty === 2 && alg === -7 && key.get(CRV) === 1 && key.size === 5) {
    return { kty: 'EC', crv: 'P-256', x: text(key, X), y: text(key, Y) };
  }
  if (kty === 3 && alg === -257 && key.size === 4) return { kty: 'RSA', n: text(key, N), e: text(key, E) };
  throw new PasskeyRefused('public key');
}

function text(key: Map<number, unknown>, label: number): string {
  const bytes = key.get(label);
  if (!(bytes instanceof Uint8Array)) throw new PasskeyRefused('public key');
  return Buffer.from(bytes).toString('base64url');
}
