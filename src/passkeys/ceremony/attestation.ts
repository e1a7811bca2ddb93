import { isoBase64URL, isoCBOR } from '@simplewebauthn/server/helpers';
import { PasskeyRefused } from './passkey-refused.js';

/**
 * Throws {@link PasskeyRefused} for an attestation object that is not one canonical item of CBOR, which the library
 * reads up to the end of its first item and no further, and for a statement that names a maker: we ask for none, and a
 * browser leaves only a signature by the new key itself (WebAuthn Level 3, 5.1.3). Certificates that anybody may have
 * made are not looked at.
 */
export function checkAttestation(attestationObject: string): void {
  const bytes = isoBase64URL.toBuffer(attestationObject);
  const object = decoded(bytes);
  if (!(object instanceof Map) || object.size !== 3) throw new PasskeyRefused('attestation');
  // Canonical CBOR is the shortest, so nothing is hidden in as many bytes (CTAP 2.2, 8).
  if (encodedLength(object) !== bytes.length) throw new PasskeyRefused('attestation');
  const statement: unknown = object.get('attStmt');
  const isOwn = object.get('fmt') === 'packed' && statement instanceof Map && !statement.has('x5c');
  if (object.get('fmt') !== 'none' && !isOwn) throw new PasskeyRefused('attestation');
}

function decoded(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    return isoCBOR.decodeFirst(bytes);
  } catch {
    throw new PasskeyRefused('attestation');
  }
}

function encodedLength(object: Map<unknown, unknown>): number {
  try {
    return isoCBOR.encode(object as never).length;
  } catch {
    return -1;
  }
}
