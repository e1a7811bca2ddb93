import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Only this holder may open what was sealed: whoever has this validator and asks from this client. */
export interface SealHolder {
  /**
   * These are 256 random bits that only the browser holds; the store has their plain hash, from which this key does
   * not follow.
   */
  readonly validator: string;
  readonly fingerprint: string;
}

/** Encrypts a JSON value so that a dump of the store signs nobody in. */
export function sealOutcome(outcome: unknown, { validator, fingerprint }: SealHolder): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(validator), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(fingerprint));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(outcome)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Returns the value that was sealed, or undefined for somebody else's seal and for anything that is no seal of ours. */
export function openOutcome(text: string, { validator, fingerprint }: SealHolder): unknown {
  const bytes = Buffer.from(text, 'base64url');
  const [nonce, tag] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)];
  try {
    const decipher = createDecipheriv(ALGORITHM, keyOf(validator), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(fingerprint)).setAuthTag(tag);
    const opened = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return JSON.parse(opened.toString());
  } catch {
    return undefined;
  }
}

function keyOf(validator: string): Buffer {
  return createHmac('sha256', validator).update('outcome of a remember-me restore').digest();
}
