import { randomBytes, timingSafeEqual } from 'node:crypto';
import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { SecretCipher } from './secret-cipher.js';
import { matchingStep, TOTP } from './totp.js';
import { TotpSecret } from './totp-secret.entity.js';

/** Keeps what accounts share with their authenticator apps. Secrets are at rest encrypted only. */
@Injectable()
export class TotpSecrets {
  constructor(
    private readonly em: EntityManager,
    private readonly cipher: SecretCipher,
  ) {}

  /** Returns a new secret of 160 bits, which nothing stores (RFC 4226, section 4, R6). */
  create(): Buffer {
    return randomBytes(TOTP.secretBytes);
  }

  find(accountId: string, em = unitOfWork(this.em)): Promise<TotpSecret | null> {
    return em.findOne(TotpSecret, { user: accountId });
  }

  /**
   * Stores a secret whose app has shown a right code, in place of the one before; `step` is that of the code, which is
   * used by this.
   */
  async store(em: EntityManager, accountId: string, secret: Uint8Array, step: number): Promise<void> {
    const now = new Date();
    const row = { sealedSecret: this.cipher.seal(accountId, secret), lastStep: step, createdAt: now, lastUsedAt: now };
    await em.upsert(TotpSecret, { user: accountId, ...row });
  }

  /**
   * Tells whether this is a right code of the account that has not been used, and uses it: of any number of requests on
   * all instances one gets true (RFC 6238, 5.2). Under a rotated key the secret is encrypted anew.
   */
  async use(accountId: string, code: string): Promise<boolean> {
    const em = unitOfWork(this.em);
    const row = await em.findOne(TotpSecret, { user: accountId }, { refresh: true });
    const secret = row === null ? null : this.cipher.open(accountId, row.sealedSecret);
    const step = secret === null ? null : matchingStep(secret, code, Date.now());
    if (row === null || secret === null || step === null) return false;
    const { sealedSecret } = row;
    const kept = this.cipher.isPresent(sealedSecret) ? sealedSecret : this.cipher.seal(accountId, secret);
    const used = { lastStep: step, lastUsedAt: new Date(), sealedSecret: kept };
    return (await em.nativeUpdate(TotpSecret, { user: accountId, sealedSecret, lastStep: { $lt: step } }, used)) === 1;
  }

  /** Tells whether this row holds this secret. */
  isSecretOf({ user, sealedSecret }: TotpSecret, secret: Uint8Array): boolean {
    const stored = this.cipher.open(user, sealedSecret);
    return stored !== null && stored.length === secret.length && timingSafeEqual(stored, secret);
  }

  /** Removes the account's secret in the transaction of `em`, and returns whether it had one. */
  async remove(em: EntityManager, accountId: string): Promise<boolean> {
    return (await em.nativeDelete(TotpSecret, { user: accountId })) > 0;
  }
}
