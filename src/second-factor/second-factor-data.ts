import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../database/unit-of-work.js';
import { AccountData } from '../users/data/account-data.js';
import { RecoveryCode } from './codes/recovery-code.entity.js';
import { TotpSecret } from './codes/totp-secret.entity.js';
import { TrustedDevice } from './trusted-devices/trusted-device.entity.js';

/** What a person has set up is part of what they get a copy of, without secrets; it goes with the account. */
@Injectable()
export class SecondFactorData extends AccountData {
  constructor(private readonly em: EntityManager) {
    super();
  }

  async export(accountId: string): Promise<object> {
    const em = unitOfWork(this.em);
    const [totp, codes, devices] = [
      await em.findOne(TotpSecret, { user: accountId }),
      await em.find(RecoveryCode, { user: accountId }),
      await em.find(TrustedDevice, { user: accountId }),
    ];
    return {
      secondFactor: {
        codes: totp === null ? null : { createdAt: totp.createdAt, lastUsedAt: totp.lastUsedAt },
        recoveryCodes: codes.map(({ createdAt, usedAt }) => ({ createdAt, usedAt })),
        trustedDevices: devices.map(({ id, createdAt, lastSeenAt, userAgent }) => ({ id, createdAt, lastSeenAt, userAgent })),
      },
    };
  }

  async erase(accountId: string, em: EntityManager): Promise<void> {
    await em.nativeDelete(TrustedDevice, { user: accountId });
    await em.nativeDelete(RecoveryCode, { user: accountId });
    await em.nativeDelete(TotpSecret, { user: accountId });
  }
}
