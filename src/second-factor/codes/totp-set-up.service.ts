import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { SecondFactorRequired } from '../../http/errors/access-problems.js';
import { type VisitorFacts, Visitors } from '../../http/responses/visitor-facts.js';
import { Notices } from '../../notices/notices.service.js';
import { AccountChanged, AccountChangesService } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import type { User } from '../../users/user.entity.js';
import { SecondFactorStatusService } from '../second-factor-status.service.js';
import { shownLevelOf } from '../shown-level.js';
import { TrustedDevice } from '../trusted-devices/trusted-device.entity.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import { TotpSecrets } from './totp-secrets.service.js';

/** This is a secret whose app has shown a right code, and the step of that code. */
export interface ProvenSecret {
  readonly secret: Buffer;
  readonly step: number;
}

/** What a set-up has led to. */
export interface DoneSetUp {
  readonly principal: Principal;
  readonly recoveryCodes: string[];
}

/** Gives an account codes of an authenticator app, or those of another one, with recovery codes. */
@Injectable()
export class TotpSetUp {
  constructor(
    private readonly changes: AccountChangesService,
    private readonly status: SecondFactorStatusService,
    private readonly secrets: TotpSecrets,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly notices: Notices,
    private readonly events: AccountEvents,
    private readonly visitors: Visitors,
  ) {}

  /**
   * Stores the secret and ten recovery codes, which are returned to be shown once; devices that were trusted are asked
   * again, because one of them may be what is lost. Throws SecondFactorRequired where the account has a second factor
   * and this session has not shown it, and AccountChanged where another request was faster.
   */
  async complete(request: Request, principal: Principal, proven: ProvenSecret): Promise<DoneSetUp> {
    const { id, hashTag, securityStamp } = principal;
    let done: { replaced: boolean; recoveryCodes: string[] } | undefined;
    const changed = await this.changes.changeInTransaction({ id, hashTag }, async (user, em) => {
      if (user.securityStamp !== securityStamp) throw new AccountChanged();
      // Again, under the lock of the account's row: of two sessions at once the second has to show what the first set up.
      await this.checkLevel(request, id, em);
      done = await this.store(user, em, proven, this.visitors.of(request));
    });
    if (done === undefined) throw new AccountChanged();
    const reason = done.replaced ? 'codes of another app' : 'codes';
    this.events.announce('second-factor-set-up', { accountId: id, reason });
    return { principal: changed, recoveryCodes: done.recoveryCodes };
  }

  /** Throws SecondFactorRequired where the account has a second factor and this session has not shown it. */
  async checkLevel(request: Request, accountId: string, em?: EntityManager): Promise<void> {
    const { afterPassword } = await this.status.of(accountId, em);
    if (afterPassword && shownLevelOf(request) < 2) throw new SecondFactorRequired('/settings/second-factor/totp');
  }

  private async store(user: User, em: EntityManager, { secret, step }: ProvenSecret, by: VisitorFacts) {
    const before = await this.secrets.find(user.id, em);
    // The code before and the one after are right too: two of them sent at once are one set-up.
    if (before !== null && this.secrets.isSecretOf(before, secret)) throw new AccountChanged();
    const replaced = before !== null;
    await this.secrets.store(em, user.id, secret, step);
    const recoveryCodes = await this.recoveryCodes.replace(em, user.id);
    await em.nativeDelete(TrustedDevice, { user: user.id });
    await this.notices.put(em, user, replaced ? 'totpReplaced' : 'totpSetUp', by);
    return { replaced, recoveryCodes };
  }
}
