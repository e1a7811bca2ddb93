/** People who have a second factor, and the app on their phone. */

import { randomBytes, randomUUID } from 'node:crypto';
import { EntityManager } from '@mikro-orm/core';
import { unitOfWork } from '../../src/database/unit-of-work.js';
import { RecoveryCodes } from '../../src/second-factor/codes/recovery-codes.service.js';
import { codeAt, stepAt } from '../../src/second-factor/codes/totp.js';
import { TotpSecret } from '../../src/second-factor/codes/totp-secret.entity.js';
import { TotpSecrets } from '../../src/second-factor/codes/totp-secrets.service.js';
import { TrustedDevice } from '../../src/second-factor/trusted-devices/trusted-device.entity.js';
import { UsersService } from '../../src/users/users.service.js';
import type { Product } from '../support/product.js';
import { type Answer, type Format, logIn, type Person, register, someone, type Visitor } from '../support/visitor.js';

/** Somebody with an authenticator app. */
export class Owner {
  private constructor(
    private readonly product: Product,
    readonly person: Person,
    readonly id: string,
    readonly recoveryCodes: readonly string[],
    private readonly secret: Buffer,
  ) {}

  /** Registers somebody who has codes set up. */
  static async of(product: Product): Promise<Owner> {
    const person = someone();
    await register(product.visitor(), person);
    return Owner.setUp(product, person);
  }

  /** Sets codes up for an account that is there. */
  static async setUp(product: Product, person: Person): Promise<Owner> {
    const user = await product.app.get(UsersService).findByIdentifier(person.username);
    if (user === null) throw new Error('nobody has this name');
    const totp = product.app.get(TotpSecrets);
    const secret = totp.create();
    const codes = await unitOfWork(product.app.get(EntityManager)).transactional(async (em) => {
      await totp.store(em, user.id, secret, 0);
      return product.app.get(RecoveryCodes).replace(em, user.id);
    });
    return new Owner(product, person, user.id, codes, secret);
  }

  /** The code that the app shows now, or so many steps of 30 seconds away; it may be used, whatever was used before. */
  async code(away = 0): Promise<string> {
    const em = unitOfWork(this.product.app.get(EntityManager));
    await em.nativeUpdate(TotpSecret, { user: this.id }, { lastStep: 0 });
    return this.shown(away);
  }

  /** The code that the app shows, used or not. */
  shown(away = 0): string {
    return codeAt(this.secret, stepAt(Date.now()) + away);
  }

  /** Takes the second factor away, as a row that is gone does. */
  async removeFactor(): Promise<void> {
    const em = unitOfWork(this.product.app.get(EntityManager));
    await em.nativeDelete(TotpSecret, { user: this.id });
  }

  /** A code that is wrong now and in the steps beside. */
  wrong(): string {
    const right = [-2, -1, 0, 1, 2].map((away) => this.shown(away));
    return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code)) ?? '';
  }

  /** Gives the password, and stands before the second step. */
  async begin(visitor: Visitor, format: Format = 'json', fields: object = {}): Promise<Answer> {
    return logIn(visitor, this.person, format, fields);
  }

  /** Logs in whole. */
  async logIn(visitor: Visitor, fields: object = {}, step: object = {}): Promise<Answer> {
    await this.begin(visitor, 'json', fields);
    return secondStep(visitor, await this.code(), 'json', step);
  }
}

/** Makes some browser a trusted device of this account, as a whole login with the box ticked does. */
export async function trustSomeDevice(product: Product, { username }: Person): Promise<void> {
  const user = await product.app.get(UsersService).findByIdentifier(username);
  if (user === null) throw new Error('nobody has this name');
  const now = new Date();
  const dates = { createdAt: now, lastSeenAt: now, expiresAt: new Date(now.getTime() + 86_400_000) };
  const { id, passwordVersion } = user;
  const row = {
    id: randomUUID(),
    user: id,
    passwordVersion,
    tokenHash: randomBytes(32).toString('base64url'),
    userAgent: 'the desk',
    ...dates,
  };
  await unitOfWork(product.app.get(EntityManager)).insert(TrustedDevice, row);
}

/** Sends the form of the second step. */
export function secondStep(visitor: Visitor, code: string, format: Format = 'json', fields: object = {}): Promise<Answer> {
  return visitor.post('/login/second-factor', { code, ...fields }, format);
}
