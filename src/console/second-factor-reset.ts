import { Injectable } from '@nestjs/common';
import { SecondFactorRemoval } from '../auth/access/second-factor-removal.js';
import { Notices } from '../notices/notices.service.js';
import { AccountChangesService, newSecurityStamp } from '../users/account-changes.service.js';
import { AccountEvents } from '../users/account-events.js';
import type { User } from '../users/user.entity.js';
import { tell } from './told.js';

/** Takes away what an account has set up besides its password, for somebody who has lost device and recovery codes. */
@Injectable()
export class SecondFactorReset {
  constructor(
    private readonly changes: AccountChangesService,
    private readonly removal: SecondFactorRemoval,
    private readonly notices: Notices,
    private readonly events: AccountEvents,
  ) {}

  /** Ends all sessions too, mails a notice, and returns the exit code. It changes nothing where nothing is set up. */
  async reset(user: User): Promise<number> {
    let removed = false;
    await this.changes.changeInTransaction(user, async (account, em) => {
      removed = await this.removal.removeAll(em, account);
      if (!removed) return;
      account.securityStamp = newSecurityStamp();
      await this.notices.put(em, account, 'secondFactorReset', null);
    });
    if (!removed) return tell(`${user.username}: has no second factor\n`, 0);
    this.events.announce('second-factor-removed', { accountId: user.id, reason: 'operator' });
    return tell(`${user.username}: the password alone logs in again; logged out everywhere\n`, 0);
  }
}
