import { Injectable, Optional } from '@nestjs/common';
import type { Request } from 'express';
import { liveRecordOf } from '../../sessions/express/lazy-session.js';
import { levelOf } from '../../sessions/record/authentication.js';
import { PasskeyButton } from '../access/passkey-button.js';
import { SecondFactorStatus } from '../access/second-factor-status.js';
import type { ConfirmPageData } from './confirm.page.js';

/** Tells what a person is asked for at `/confirm`: what the account has, and where a second factor is missing only that. */
@Injectable()
export class AskedProofs {
  constructor(
    private readonly status: SecondFactorStatus,
    @Optional() private readonly passkeyButton?: PasskeyButton,
  ) {}

  /** `level` is 2 where `@SecondFactor()` stood in the way; `next` is safe. */
  async pageData(request: Request, accountId: string, next: string | null, level: 1 | 2): Promise<ConfirmPageData> {
    const { codes, passkeys, afterPassword } = await this.status.of(accountId);
    const authentications = liveRecordOf(request)?.authentications ?? [];
    const hasCode = codes || afterPassword;
    const isRaised = level === 2 && levelOf(authentications) < 2;
    const shared = {
      next,
      level: isRaised ? level : 1,
      passkeys: passkeys > 0,
      passkeyButton: this.passkeyButton?.show,
    } as const;
    if (!isRaised) return { ...shared, asks: hasCode ? 'either' : 'password' };
    if (!hasCode) return { ...shared, asks: passkeys > 0 ? 'passkey' : 'set-up' };
    // Two codes are one factor: a session that remember-me began has shown no password.
    return { ...shared, asks: authentications.some(({ method }) => method === 'password') ? 'code' : 'both' };
  }
}
