import { Injectable } from '@nestjs/common';
import { CodeCheck } from '../../auth/access/code-check.js';
import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import { Notices } from '../../notices/notices.service.js';
import type { Authentication } from '../../sessions/record/authentication.js';
import { AccountEvents } from '../../users/account-events.js';
import type { User } from '../../users/user.entity.js';
import { CodeLimits } from './code-limits.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import { TotpSecrets } from './totp-secrets.service.js';
import { canonicalCode, isTotpCode } from './typed-code.js';

/** Checks what somebody types as a code, wherever that is. Nothing else asks for codes, so all wrong ones are counted. */
@Injectable()
export class SecondFactorCodes extends CodeCheck {
  constructor(
    private readonly limits: CodeLimits,
    private readonly totp: TotpSecrets,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly notices: Notices,
    private readonly events: AccountEvents,
  ) {
    super();
  }

  /** A recovery code that was used is an event and a mail; a wrong code is an event. */
  override async verify(account: Pick<User, 'id' | 'email'>, typed: string, by: VisitorFacts): Promise<Authentication | null> {
    const permit = await this.limits.consume(account, by);
    const method = await this.use(account.id, canonicalCode(typed)).catch(async (error: unknown) => {
      await permit.refund();
      throw error;
    });
    if (method === null) {
      this.events.announce('second-factor-failed', { accountId: account.id });
      return null;
    }
    // Only its own permit is refunded: wrong codes of others stay counted.
    await permit.refund();
    if (method === 'recovery-code') {
      this.events.announce('recovery-code-used', { accountId: account.id });
      await this.notices.putAlone(account, 'recoveryCodeUsed', by);
    }
    return { method, at: Date.now() };
  }

  private async use(accountId: string, code: string): Promise<'totp' | 'recovery-code' | null> {
    if (isTotpCode(code)) return (await this.totp.use(accountId, code)) ? 'totp' : null;
    return (await this.recoveryCodes.use(accountId, code)) ? 'recovery-code' : null;
  }
}
