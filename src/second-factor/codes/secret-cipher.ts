import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { SecondFactorSettings } from '../second-factor.settings.js';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** So many bytes of its hash say which key of a list has sealed a text. */
const KEY_ID_BYTES = 4;

/**
 * Encrypts what a dump of the database must not tell and what the product has to read again. A text is bound to its
 * account, so one that is copied into the row of another account does not open (NIST SP 800-38D; ASVS 5.0 11.3.2).
 */
@Injectable()
export class SecretCipher {
  private readonly keys: readonly { readonly id: Buffer; readonly key: Buffer }[];

  constructor(
    { encryptionKeys }: SecondFactorSettings,
    @Inject(SETTINGS) { production, sessionSecrets }: Pick<Settings, 'production' | 'sessionSecrets'>,
  ) {
    const derived = production
      ? []
      : sessionSecrets.map((secret) => createHmac('sha256', secret).update('encryption key').digest('base64'));
    this.keys = (encryptionKeys.length > 0 ? encryptionKeys : derived).map((text) => keyOf(text));
  }

  /** Tells whether anything can be encrypted: production derives no key, because a rotated session secret would lose all. */
  get isAble(): boolean {
    return this.keys.length > 0;
  }

  /** Encrypts bytes for this account by the present key. Throws where {@link isAble} is false. */
  seal(accountId: string, secret: Uint8Array): Buffer {
    const [present] = this.keys;
    if (present === undefined) throw new Error('ENCRYPTION_KEY is not set');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, present.key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(accountId));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([present.id, nonce, cipher.getAuthTag(), sealed]);
  }

  /** Returns what was sealed for this account, or null for another account's, a changed text and a key that is gone. */
  open(accountId: string, sealed: Uint8Array): Buffer | null {
    const bytes = Buffer.from(sealed);
    const id = bytes.subarray(0, KEY_ID_BYTES);
    const found = this.keys.find((key) => key.id.equals(id));
    if (found === undefined) return null;
    const [nonce, rest] = [bytes.subarray(KEY_ID_BYTES, KEY_ID_BYTES + NONCE_BYTES), bytes.subarray(KEY_ID_BYTES + NONCE_BYTES)];
    try {
      const decipher = createDecipheriv(ALGORITHM, found.key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(accountId)).setAuthTag(rest.subarray(0, TAG_BYTES));
      return Buffer.concat([decipher.update(rest.subarray(TAG_BYTES)), decipher.final()]);
    } catch {
      return null;
    }
  }

  /** Tells whether the present key has sealed this: others are sealed anew when they are next used. */
  isPresent(sealed: Uint8Array): boolean {
    return this.keys[0]?.id.equals(Buffer.from(sealed).subarray(0, KEY_ID_BYTES)) === true;
  }
}

function keyOf(text: string): { id: Buffer; key: Buffer } {
  const key = Buffer.from(hkdfSync('sha256', text, '', 'gatehouse second factor', KEY_BYTES));
  return { key, id: createHash('sha256').update(key).digest().subarray(0, KEY_ID_BYTES) };
}
