import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Cbor, cbor } from './cbor.js';

/** A key that an authenticator has made: what it tells of it, and how it signs. */
export interface Key {
  readonly cose: Buffer;
  sign(data: Uint8Array): Buffer;
}

export const ED25519 = -8;
export const ES256 = -7;
export const RS256 = -257;

const bytes = (jwk: JsonWebKey, name: 'x' | 'y' | 'n' | 'e'): Buffer => Buffer.from(jwk[name] ?? '', 'base64url');

/** What stands in a COSE_Key of this algorithm, by its labels. */
export function coseOf(alg: number, publicKey: KeyObject): Map<number, Cbor> {
  const jwk = publicKey.export({ format: 'jwk' });
  if (alg === ED25519)
    return new Map<number, Cbor>([
      [1, 1],
      [3, alg],
      [-1, 6],
      [-2, bytes(jwk, 'x')],
    ]);
  if (alg === RS256)
    return new Map<number, Cbor>([
      [1, 3],
      [3, alg],
      [-1, bytes(jwk, 'n')],
      [-2, bytes(jwk, 'e')],
    ]);
  return new Map<number, Cbor>([
    [1, 2],
    [3, alg],
    [-1, 1],
    [-2, bytes(jwk, 'x')],
    [-3, bytes(jwk, 'y')],
  ]);
}

function pairOf(alg: number, bits: number) {
  if (alg === ED25519) return generateKeyPairSync('ed25519');
  if (alg === RS256) return generateKeyPairSync('rsa', { modulusLength: bits });
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/** Makes a key pair; `change` alters what the authenticator tells of it. */
export function makeKey(alg: number, change = (key: Map<number, Cbor>) => key, bits = 2_048): Key {
  const { publicKey, privateKey } = pairOf(alg, bits);
  return {
    cose: cbor(change(coseOf(alg, publicKey))),
    sign: (data) => sign(alg === ED25519 ? null : 'sha256', data, privateKey),
  };
}
