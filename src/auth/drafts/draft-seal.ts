import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** For which account, and on which page, a draft is shown: 256 bits that tell neither. */
export function placeOf(accountId: string, path: string): string {
  return createHash('sha256').update(`${accountId}\n${path}`).digest('base64url');
}

/**
 * The key of a draft, for its browser alone. It follows from what was typed: a double click, or a browser's own
 * second try, gives the same key, so that either answer opens what either request has stored.
 */
export function keyOfDraft(secret: string, place: string, text: string): string {
  return createHmac('sha256', secret).update(`draft\n${place}\n${text}`).digest('base64url');
}

/** Encrypts a draft for its place; a dump of the store shows nobody what was typed. */
export function sealDraft(key: string, place: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, Buffer.from(key, 'base64url'), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(place));
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** The text, or null for the draft of another form, which has taken the place of this one. */
export function openDraft(key: string, place: string, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url');
  try {
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, Buffer.from(key, 'base64url'), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString();
  } catch {
    return null;
  }
}
