import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { AuditSettings } from '../audit.settings.js';

/** A signature, and which key has made it. The id tells nothing of the key. */
export interface Signature {
  readonly keyId: string;
  readonly mac: string;
}

/**
 * Signs what the audit log claims of itself. The keys are AUDIT_KEY's, the first of which signs; those that come from
 * SESSION_SECRET sign where there is no other, and verify always, so that AUDIT_KEY can be set at any time.
 */
@Injectable()
export class AuditKeys {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly current: { readonly id: string; readonly key: Buffer };

  constructor({ keys }: AuditSettings, @Inject(SETTINGS) { sessionSecrets }: Pick<Settings, 'sessionSecrets'>) {
    const all = [...keys, ...sessionSecrets].map((secret) => {
      const key = createHmac('sha256', secret).update('audit-seal').digest();
      return { id: createHmac('sha256', key).update('key-id').digest('base64url').slice(0, 12), key };
    });
    const [current] = all;
    if (current === undefined) throw new Error('there is no key to sign with');
    this.current = current;
    this.keys = new Map(all.map(({ id, key }) => [id, key]));
  }

  /** The key of this id signs what is signed now. */
  get currentId(): string {
    return this.current.id;
  }

  sign(text: string): Signature {
    return { keyId: this.current.id, mac: macOf(this.current.key, text).toString('base64url') };
  }

  /** Returns `unknown` for a signature by a key that this process does not have. */
  check(text: string, { keyId, mac }: Signature): 'right' | 'wrong' | 'unknown' {
    const key = this.keys.get(keyId);
    if (key === undefined) return 'unknown';
    const [expected, given] = [macOf(key, text), Buffer.from(mac, 'base64url')];
    return expected.length === given.length && timingSafeEqual(expected, given) ? 'right' : 'wrong';
  }
}

function macOf(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
