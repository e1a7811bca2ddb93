import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import { Notices } from '../../notices/notices.service.js';
import { AccountChangesService } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { RecoveryCodes } from '../codes/recovery-codes.service.js';
import { SecondFactorStatusService } from '../second-factor-status.service.js';
import type { PasskeyWishDto } from './passkey-wish.dto.js';

/** One passkey may be lost with its device, so two are needed, or one and recovery codes. */
const ENOUGH_PASSKEYS = 2;

/** Keeps whether a login by password asks for a passkey too. */
@Injectable()
export class PasskeyWishes {
  constructor(
    private readonly changes: AccountChangesService,
    private readonly status: SecondFactorStatusService,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly notices: Notices,
    private readonly events: AccountEvents,
  ) {}

  /** Does nothing where it is so already. Throws InvalidForm where a device that is lost would lock its person out. */
  async set({ id, hashTag }: Principal, wanted: boolean, form: PasskeyWishDto, by: VisitorFacts): Promise<void> {
    let isChange = false;
    await this.changes.changeInTransaction({ id, hashTag }, async (user, em) => {
      isChange = user.passkeyAfterPassword !== wanted;
      if (!isChange) return;
      if (wanted && !(await this.isSafe(id, em))) {
        throw new InvalidForm('validation_failed', form, { wanted: [{ code: 'passkeyNeedsMore' }] });
      }
      user.passkeyAfterPassword = wanted;
      await this.notices.put(em, user, wanted ? 'passkeyAskedFor' : 'passkeyNotAskedFor', by);
    });
    if (!isChange) return;
    const reason = 'passkey after password';
    this.events.announce(wanted ? 'second-factor-set-up' : 'second-factor-removed', { accountId: id, reason });
  }

  private async isSafe(accountId: string, em: EntityManager): Promise<boolean> {
    const { passkeys } = await this.status.of(accountId, em);
    if (passkeys >= ENOUGH_PASSKEYS) return true;
    return passkeys > 0 && (await this.recoveryCodes.countLeft(accountId, em)) > 0;
  }
}
