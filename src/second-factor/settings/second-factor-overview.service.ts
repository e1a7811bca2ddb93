import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { User } from '../../users/user.entity.js';
import { RecoveryCodes } from '../codes/recovery-codes.service.js';
import { SecretCipher } from '../codes/secret-cipher.js';
import { TotpSecrets } from '../codes/totp-secrets.service.js';
import { type ListedTrustedDevice, TrustedDevices } from '../trusted-devices/trusted-devices.service.js';
import { SecondFactorStatusService } from '../second-factor-status.service.js';

/** This is what an account has set up besides its password. Times are ISO 8601. */
export interface SecondFactorOverview {
  /** This is null without codes of an authenticator app. */
  readonly totp: { readonly createdAt: string; readonly lastUsedAt: string } | null;
  /** This is false where the operator has set no key that would encrypt secrets of codes: none can be set up. */
  readonly totpAvailable: boolean;
  readonly recoveryCodesLeft: number;
  readonly passkeys: number;
  /** A login by password asks for a passkey too. */
  readonly passkeyAfterPassword: boolean;
  /** These are spared the second step of a login. */
  readonly trustedDevices: readonly ListedTrustedDevice[];
}

/** Reads what the page of second factors shows. */
@Injectable()
export class SecondFactorOverviews {
  constructor(
    private readonly em: EntityManager,
    private readonly status: SecondFactorStatusService,
    private readonly secrets: TotpSecrets,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly cipher: SecretCipher,
    private readonly devices: TrustedDevices,
  ) {}

  async of(accountId: string): Promise<SecondFactorOverview> {
    const totp = await this.secrets.find(accountId);
    const { passkeys } = await this.status.of(accountId);
    const user = await unitOfWork(this.em).findOneOrFail(User, { id: accountId }, { fields: ['passkeyAfterPassword'] });
    return {
      totp: totp && { createdAt: totp.createdAt.toISOString(), lastUsedAt: totp.lastUsedAt.toISOString() },
      totpAvailable: this.cipher.isAble,
      recoveryCodesLeft: await this.recoveryCodes.countLeft(accountId),
      passkeys,
      passkeyAfterPassword: user.passkeyAfterPassword,
      trustedDevices: await this.devices.list(accountId),
    };
  }
}
