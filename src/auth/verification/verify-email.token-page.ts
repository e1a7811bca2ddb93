import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { type Outcome, page } from '../../http/responses/outcome.js';
import type { Token } from '../../tokens/token.entity.js';
import { TokenPage } from '../../tokens/token-page.js';
import { PendingVerification } from './pending-verification.js';
import { ProveEmailPage } from './prove-email.page.js';
import { VERIFY_EMAIL } from './verification.mail.js';
import { Verifications } from './verifications.service.js';

/** Asks whoever opens the mailed link whether account and address are theirs. */
@Injectable()
export class VerifyEmailTokenPage extends TokenPage {
  readonly kind = VERIFY_EMAIL;

  constructor(
    private readonly verifications: Verifications,
    private readonly pending: PendingVerification,
  ) {
    super();
  }

  async show(token: Token, text: string, request: Request): Promise<Outcome> {
    const { id, username, email } = await this.verifications.accountOf(token);
    const asksPassword = (await this.pending.accountIdOf(request)) !== id;
    const json = { next: null, username, email, passwordRequired: asksPassword };
    return page(ProveEmailPage, { next: null, token: text, username, email, asksPassword }, { json });
  }
}
