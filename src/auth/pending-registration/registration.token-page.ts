import { Injectable } from '@nestjs/common';
import { type Outcome, page } from '../../http/responses/outcome.js';
import type { Token } from '../../tokens/token.entity.js';
import { TokenPage } from '../../tokens/token-page.js';
import { ProveEmailPage } from '../verification/prove-email.page.js';
import { FinishedRegistrations } from './finished-registrations.service.js';
import { REGISTRATION } from './registration.mail.js';

/** Asks whoever opens the mailed link for the password that the sign-up has chosen. */
@Injectable()
export class RegistrationTokenPage extends TokenPage {
  readonly kind = REGISTRATION;

  constructor(private readonly registrations: FinishedRegistrations) {
    super();
  }

  async show(token: Token, text: string): Promise<Outcome> {
    const { username, email } = await this.registrations.pendingOf(token);
    const json = { next: null, username, email, passwordRequired: true };
    return page(ProveEmailPage, { next: null, token: text, username, email, asksPassword: true }, { json });
  }
}
