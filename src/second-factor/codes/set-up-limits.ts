import { Injectable } from '@nestjs/common';
import { asTooManyAttempts } from '../../auth/rate-limit/as-too-many-attempts.js';
import { type Permit, RateLimiter, TooManyAttempts } from '../../redis/rate-limiter.js';
import { AccountEvents } from '../../users/account-events.js';
import { SecondFactorSettings } from '../second-factor.settings.js';

/**
 * Limits wrong codes of a set-up, by THROTTLE_SECOND_FACTOR. They have a count of their own: whoever mistypes there has
 * seen the secret and guesses nothing, so it must not lock the account's logins out.
 */
@Injectable()
export class SetUpLimits {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly settings: SecondFactorSettings,
    private readonly events: AccountEvents,
  ) {}

  /** Counts a try before the code is looked at; a right one is refunded. Throws InvalidForm where the count is full. */
  async consume(accountId: string, form: object): Promise<Permit> {
    const whose = `${accountId}\nset-up`;
    try {
      return await this.limiter.consume({ of: 'second-factor', whose, limits: this.settings.throttleSecondFactor });
    } catch (error) {
      if (error instanceof TooManyAttempts) this.events.announce('throttled', { accountId, reason: error.of });
      return asTooManyAttempts(form)(error);
    }
  }
}
