import { createHmac, randomInt } from 'node:crypto';
import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { RecoveryCode } from './recovery-code.entity.js';

/** People get so many codes at once. */
const COUNT = 10;

/** These are 32 characters, so ten of them hold 50 bits; none looks like another (Crockford's Base32 without I, L, O, U). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 10;

/** Codes of an account that stand in for a device that is lost. Each counts once, and only its keyed hash is stored. */
@Injectable()
export class RecoveryCodes {
  constructor(
    private readonly em: EntityManager,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'passwordPeppers'>,
  ) {}

  /** Makes ten new codes in the transaction of `em`, which void all before; returns them, in two groups of five each. */
  async replace(em: EntityManager, accountId: string): Promise<string[]> {
    const codes = Array.from({ length: COUNT }, () =>
      Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
    );
    const [pepper = ''] = this.settings.passwordPeppers;
    await em.nativeDelete(RecoveryCode, { user: accountId });
    const createdAt = new Date();
    await em.insertMany(
      RecoveryCode,
      codes.map((code) => ({ hash: hashOf(code, accountId, pepper), user: accountId, createdAt, usedAt: null })),
    );
    return codes.map((code) => `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`);
  }

  /** Tells whether this canonical code is one of the account's that is left, and uses it: of many requests at once one gets true. */
  async use(accountId: string, code: string): Promise<boolean> {
    if (code.length !== LENGTH) return false;
    const read = code.replaceAll('O', '0').replaceAll(/[IL]/g, '1');
    const hashes = this.settings.passwordPeppers.map((pepper) => hashOf(read, accountId, pepper));
    const where = { hash: { $in: hashes }, user: accountId, usedAt: null };
    return (await unitOfWork(this.em).nativeUpdate(RecoveryCode, where, { usedAt: new Date() })) === 1;
  }

  /** Returns how many codes the account has left. */
  countLeft(accountId: string, em = unitOfWork(this.em)): Promise<number> {
    return em.count(RecoveryCode, { user: accountId, usedAt: null });
  }

  async remove(em: EntityManager, accountId: string): Promise<void> {
    await em.nativeDelete(RecoveryCode, { user: accountId });
  }
}

/** The hash is bound to the account, and keyed by the pepper: 50 bits could be searched in a dump without it. */
function hashOf(code: string, accountId: string, pepper: string): string {
  return createHmac('sha256', pepper).update(`recovery code\n${accountId}\n${code}`).digest('base64url');
}
