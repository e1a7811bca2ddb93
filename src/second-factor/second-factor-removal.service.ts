import type { EntityManager } from '@mikro-orm/core';
import { Injectable, Optional } from '@nestjs/common';
import { SecondFactorRemoval } from '../auth/access/second-factor-removal.js';
import type { User } from '../users/user.entity.js';
import { RecoveryCode } from './codes/recovery-code.entity.js';
import { TotpSecret } from './codes/totp-secret.entity.js';
import { PasskeyRemoval } from './passkey-removal.js';
import { TrustedDevice } from './trusted-devices/trusted-device.entity.js';

/** Takes away codes, recovery codes, trusted devices, passkeys and the wish for one after the password. */
@Injectable()
export class SecondFactorRemovalService extends SecondFactorRemoval {
  constructor(@Optional() private readonly passkeys?: PasskeyRemoval) {
    super();
  }

  override async removeAll(em: EntityManager, user: User): Promise<boolean> {
    const where = { user: user.id };
    const counts = [
      await em.nativeDelete(TotpSecret, where),
      await em.nativeDelete(RecoveryCode, where),
      await em.nativeDelete(TrustedDevice, where),
      (await this.passkeys?.removeAll(em, user.id)) ?? 0,
      user.passkeyAfterPassword ? 1 : 0,
    ];
    user.passkeyAfterPassword = false;
    return counts.some((count) => count > 0);
  }

  override async endTrust(em: EntityManager, { id }: Pick<User, 'id'>): Promise<void> {
    await em.nativeDelete(TrustedDevice, { user: id });
  }
}
