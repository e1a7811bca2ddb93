import { Injectable } from '@nestjs/common';
import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import { Notices } from '../../notices/notices.service.js';
import { AccountChangesService } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { SecondFactorStatusService } from '../second-factor-status.service.js';
import { TrustedDevice } from '../trusted-devices/trusted-device.entity.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import { TotpSecrets } from './totp-secrets.service.js';

/** Takes the codes of an authenticator app away. */
@Injectable()
export class TotpRemoval {
  constructor(
    private readonly changes: AccountChangesService,
    private readonly secrets: TotpSecrets,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly notices: Notices,
    private readonly events: AccountEvents,
    private readonly status: SecondFactorStatusService,
  ) {}

  /**
   * Does nothing where there are none, as when the same request comes again. Recovery codes go too, unless a passkey
   * that is asked for after the password still needs them; devices that were trusted are strangers again.
   */
  async remove({ id, hashTag }: Principal, by: VisitorFacts): Promise<void> {
    let removed = false;
    await this.changes.changeInTransaction({ id, hashTag }, async (user, em) => {
      removed = await this.secrets.remove(em, id);
      if (!removed) return;
      if (!(await this.status.asksAfterPassword(user, em))) await this.recoveryCodes.remove(em, id);
      await em.nativeDelete(TrustedDevice, { user: id });
      await this.notices.put(em, user, 'totpRemoved', by);
    });
    if (removed) this.events.announce('second-factor-removed', { accountId: id, reason: 'codes' });
  }
}
