import { EntityManager } from '@mikro-orm/core';
import { Injectable, Optional } from '@nestjs/common';
import { SecondFactorStatus, type SecondFactors } from '../auth/access/second-factor-status.js';
import { unitOfWork } from '../database/unit-of-work.js';
import { User } from '../users/user.entity.js';
import { TotpSecret } from './codes/totp-secret.entity.js';
import { PasskeyCount } from './passkey-count.js';

/** Reads what an account has set up besides its password, as PostgreSQL has it now. */
@Injectable()
export class SecondFactorStatusService extends SecondFactorStatus {
  constructor(
    private readonly em: EntityManager,
    @Optional() private readonly passkeys?: PasskeyCount,
  ) {
    super();
  }

  /** `em` is given inside a transaction, which may hold the only connection. */
  override async of(accountId: string, em: EntityManager = unitOfWork(this.em)): Promise<SecondFactors> {
    const codes = await this.hasCodes(accountId, em);
    const passkeys = (await this.passkeys?.of(accountId, em)) ?? 0;
    const wishes =
      codes || passkeys === 0 ? null : await em.findOne(User, { id: accountId }, { fields: ['passkeyAfterPassword'] });
    return { codes, passkeys, afterPassword: codes || wishes?.passkeyAfterPassword === true };
  }

  /** Tells whether codes of an app are set up. */
  async hasCodes(accountId: string, em: EntityManager = unitOfWork(this.em)): Promise<boolean> {
    return (await em.count(TotpSecret, { user: accountId })) > 0;
  }

  /** Tells the same as `afterPassword`, of an account that has been read: every login asks, and most need one look. */
  async asksAfterPassword(
    { id, passkeyAfterPassword }: Pick<User, 'id' | 'passkeyAfterPassword'>,
    em: EntityManager = unitOfWork(this.em),
  ): Promise<boolean> {
    if (await this.hasCodes(id, em)) return true;
    return passkeyAfterPassword && ((await this.passkeys?.of(id, em)) ?? 0) > 0;
  }
}
