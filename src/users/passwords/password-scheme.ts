import { createHash, createHmac } from 'node:crypto';

/*
 * bcrypt(base64(HMAC-SHA-384(pepper, NFC(password)))): 64 characters whatever the length, so that
 * neither bcrypt's cut at 72 bytes nor NUL bytes can make two passwords equal, and a stolen table is
 * worthless without the pepper (OWASP Password Storage Cheat Sheet; NFC: NIST SP 800-63B-4, 3.1.1.2).
 * Stored as `hmac-sha384:<pepper id>:<bcrypt string with its cost>`.
 */

const SCHEME = 'hmac-sha384';

/** What a stored string says about itself; `pepperId` is undefined for plain bcrypt. */
export interface StoredHash {
  readonly pepperId: string | undefined;
  readonly bcrypt: string;
  readonly cost: number;
}

export function prehash(password: string, pepper: string): string {
  return createHmac('sha384', pepper).update(password.normalize('NFC')).digest('base64');
}

/** Names a pepper without telling it: the stored string says which one made it. */
export function pepperId(pepper: string): string {
  return createHash('sha256').update(`gatehouse pepper id:${pepper}`).digest('hex').slice(0, 12);
}

export function storedHash(bcrypt: string, pepper: string): string {
  return `${SCHEME}:${pepperId(pepper)}:${bcrypt}`;
}

/** Undefined for what nobody can have hashed with: such an account lets nobody in. */
export function parseStoredHash(stored: string): StoredHash | undefined {
  const [, id, bcrypt, cost] = /^(?:hmac-sha384:([0-9a-f]{12}):)?(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/.exec(stored) ?? [];
  if (bcrypt === undefined) return undefined;
  return { pepperId: id, bcrypt: bcrypt.replace(/^\$2y/, '$2b'), cost: Number(cost) };
}
