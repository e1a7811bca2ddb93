import { Injectable } from '@nestjs/common';
import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import { Notices } from '../../notices/notices.service.js';
import { type Permit, RateLimiter, TooManyAttempts } from '../../redis/rate-limiter.js';
import { AccountEvents } from '../../users/account-events.js';
import type { User } from '../../users/user.entity.js';
import { SecondFactorSettings } from '../second-factor.settings.js';

/** A pending login is over with its fifth wrong code. */
const WRONG_CODES = 5;

/** A pending login is void after ten minutes anyway, in milliseconds. */
const LOGIN_LASTS = 10 * 60_000;

/** Somebody who tries for days causes one mail a day. */
const TOLD_AT_MOST = [{ count: 1, period: 24 * 3_600_000 }] as const;

type Account = Pick<User, 'id' | 'email'>;

/**
 * Limits wrong codes of an account, whatever the device: a code has six digits, and whoever is asked for it knows the
 * password already (OWASP ASVS 5.0 6.5.5; RFC 4226, 7.3). A right password clears nothing.
 */
@Injectable()
export class CodeLimits {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly settings: SecondFactorSettings,
    private readonly notices: Notices,
    private readonly events: AccountEvents,
  ) {}

  /**
   * Counts one try before anybody looks at the code; refund the permit of a right one. Throws {@link TooManyAttempts},
   * and the owner is told then that somebody tries.
   */
  async consume(account: Account, by: VisitorFacts): Promise<Permit> {
    try {
      return await this.limiter.consume({ of: 'second-factor', whose: account.id, limits: this.settings.throttleSecondFactor });
    } catch (error) {
      if (error instanceof TooManyAttempts) {
        this.events.announce('throttled', { accountId: account.id, reason: error.of });
        await this.tellOwner(account, by);
      }
      throw error;
    }
  }

  /** Counts a wrong code of a pending login and returns whether the login is over by it; then the owner is told too. */
  async isLastOf(loginId: string, account: Account, by: VisitorFacts): Promise<boolean> {
    const limits = [{ count: WRONG_CODES - 1, period: LOGIN_LASTS }];
    if (await this.isWithin(`login\n${loginId}`, limits)) return false;
    await this.tellOwner(account, by);
    return true;
  }

  private async tellOwner(account: Account, by: VisitorFacts): Promise<void> {
    if (await this.isWithin(`mail\n${account.id}`, TOLD_AT_MOST)) await this.notices.putAlone(account, 'wrongCodes', by);
  }

  private async isWithin(whose: string, limits: readonly { count: number; period: number }[]): Promise<boolean> {
    try {
      await this.limiter.consume({ of: 'second-factor', whose, limits });
      return true;
    } catch (error) {
      if (error instanceof TooManyAttempts) return false;
      throw error;
    }
  }
}
