import { Injectable } from '@nestjs/common';
import { Conflict } from '../../http/errors/conflict.js';
import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import { Notices } from '../../notices/notices.service.js';
import { AccountChanged, AccountChangesService } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { SecondFactorStatusService } from '../second-factor-status.service.js';
import { RecoveryCodes } from './recovery-codes.service.js';

/** Gives an account ten new recovery codes. */
@Injectable()
export class RecoveryCodeRenewal {
  constructor(
    private readonly changes: AccountChangesService,
    private readonly status: SecondFactorStatusService,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly notices: Notices,
    private readonly events: AccountEvents,
  ) {}

  /**
   * Returns the new codes, to be shown once; the old ones are void. Throws Conflict where there is nothing that they
   * would stand in for, and AccountChanged where the session has just ended.
   */
  async renew({ id, hashTag, securityStamp }: Principal, by: VisitorFacts): Promise<string[]> {
    let codes: string[] = [];
    await this.changes.changeInTransaction({ id, hashTag }, async (user, em) => {
      if (user.securityStamp !== securityStamp) throw new AccountChanged();
      const { codes: hasApp, passkeys } = await this.status.of(id, em);
      if (!hasApp && passkeys === 0) throw new Conflict();
      codes = await this.recoveryCodes.replace(em, id);
      await this.notices.put(em, user, 'recoveryCodesRenewed', by);
    });
    this.events.announce('recovery-codes-renewed', { accountId: id });
    return codes;
  }
}
