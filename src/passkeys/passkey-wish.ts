import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { RecoveryCodes } from '../second-factor/codes/recovery-codes.service.js';
import type { User } from '../users/user.entity.js';

/** Knows when "ask for my passkey after the password" may stay on: whoever loses the only one would never come in again. */
@Injectable()
export class PasskeyWish {
  constructor(private readonly recoveryCodes: RecoveryCodes) {}

  /** Tells whether so many passkeys are enough for what the person wants: two, or one and recovery codes. */
  async isKept({ id, passkeyAfterPassword }: User, passkeys: number, em: EntityManager): Promise<boolean> {
    if (!passkeyAfterPassword || passkeys >= 2) return true;
    return passkeys === 1 && (await this.recoveryCodes.countLeft(id, em)) > 0;
  }
}
