import { createHash, createHmac } from 'node:crypto';

/*
 * bcrypt(base64(HMAC-SHA-384(pepper, NFC(password)))): 64 characters whatever the length, so that
 * neither bcrypt's cut at 72 bytes nor NUL bytes can make two passwords equal, and a stolen table is
 * worthless without the pepper (OWASP Password Storage Cheat Sheet; NFC: NIST SP 800-63B-4, 3.1.1.2).
 * Stored as `hmac-sha384:<pepper id>:<bcrypt string with its cost>`.
 */

const SCHEME = 'hmac-sha384';

/** bcrypt reads so many bytes of a password and of the NUL after it. */
const BCRYPT_BYTES = 72;

/** This is what a stored string says about itself; `pepperId` is undefined for plain bcrypt. */
export interface StoredHash {
  readonly pepperId: string | undefined;
  readonly bcrypt: string;
  readonly cost: number;
}

/**
 * The cost is 4 to 15, because one string of cost 18 would hold a thread for a quarter of a minute. JavaScript and
 * PostgreSQL read this expression alike.
 */
const BCRYPT_STRING = String.raw`\$2[aby]\$(0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}`;

const STORED = new RegExp(String.raw`^(?:${SCHEME}:([0-9a-f]{12}):)?(${BCRYPT_STRING})$`);

export function prehash(password: string, pepper: string): string {
  return createHmac('sha384', pepper).update(password.normalize('NFC')).digest('base64');
}

/** Names a pepper without telling it, so that the stored string says which one made it. */
export function pepperId(pepper: string): string {
  return createHash('sha256').update(`gatehouse pepper id:${pepper}`).digest('hex').slice(0, 12);
}

export function storedHash(bcrypt: string, pepper: string): string {
  return `${SCHEME}:${pepperId(pepper)}:${bcrypt}`;
}

/** Returns undefined for a string that no password can be compared with: such an account lets nobody in. */
export function parseStoredHash(stored: string): StoredHash | undefined {
  const [, id, bcrypt, cost] = STORED.exec(stored) ?? [];
  if (bcrypt === undefined) return undefined;
  return { pepperId: id, bcrypt: bcrypt.replace(/^\$2y/, '$2b'), cost: Number(cost) };
}

/** Returns a regular expression of PostgreSQL's for every string that a password can be compared with, under these peppers. */
export function readableInSql(peppers: readonly string[]): string {
  return `^(${SCHEME}:(${peppers.map(pepperId).join('|')}):)?${BCRYPT_STRING}$`;
}

/**
 * Tells whether plain bcrypt read every byte of a password and its end. A password that is longer, or holds a NUL,
 * has others that are equal to it, and whoever logs in with another ending must not make that ending the password.
 */
export function isWhollyCheckedByBcrypt(password: string): boolean {
  return Buffer.byteLength(password) < BCRYPT_BYTES && !password.includes('\0');
}
