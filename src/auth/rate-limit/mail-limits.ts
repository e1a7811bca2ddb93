import { Injectable } from '@nestjs/common';
import { networkOf } from '../../http/client/network-of.js';
import { RateLimiter, TooManyAttempts } from '../../redis/rate-limiter.js';
import { AccountEvents } from '../../users/account-events.js';
import { MailLimitsSettings } from './mail-limits.settings.js';

/**
 * Limits the mails that forms cause, because whoever types an address into one sends mail to somebody else. Ask in this
 * order, and before anything that takes another time for an address that is known: {@link countRequest} when the form
 * keeps its rules, then {@link mayMail}, whose answer changes the mail and never the page.
 */
@Injectable()
export class MailLimits {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly events: AccountEvents,
    private readonly settings: MailLimitsSettings,
  ) {}

  /**
   * Counts a request for mail from this client address. Throws {@link TooManyAttempts}, which the form shows by
   * `asTooManyAttempts` (429).
   */
  async countRequest(clientAddress: string): Promise<void> {
    try {
      await this.limiter.consume({
        of: 'mail-request',
        whose: networkOf(clientAddress),
        limits: this.settings.fromOneClient,
      });
    } catch (error) {
      if (error instanceof TooManyAttempts) this.events.announce('throttled', { accountId: undefined, reason: error.of });
      throw error;
    }
  }

  /**
   * Counts a mail to this address, in its canonical form and whether an account has it or not. Returns false when it has
   * had enough of them: the answer is the same then, without a mail. Mails that nobody else can cause, such as the notice
   * of a change by the account itself, are not counted.
   */
  async mayMail(email: string): Promise<boolean> {
    try {
      await this.limiter.consume({ of: 'mail', whose: email, limits: this.settings.toOneAddress });
      return true;
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error;
      this.events.announce('throttled', { accountId: undefined, reason: error.of });
      return false;
    }
  }
}
