import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { AccountEvents } from '../../users/account-events.js';
import { networkOf } from '../../http/client/network-of.js';
import { AddressPace } from '../../http/client/address-pace.js';
import { type RateLimit, RateLimiter, TooManyAttempts } from '../../redis/rate-limiter.js';

/** Limits sign-ups per client address, because they cost a hash and their answers tell which names are taken. */
@Injectable()
export class RegistrationLimits {
  private readonly pace = new AddressPace();

  constructor(
    private readonly limiter: RateLimiter,
    private readonly events: AccountEvents,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'throttleRegister'>,
  ) {}

  /** Counts a sign-up that keeps the rules; it is never refunded. Throws {@link TooManyAttempts}. */
  async consume(address: string): Promise<void> {
    await this.pace.wait(networkOf(address));
    try {
      await this.limiter.consume(this.limit('sign-up', address));
    } catch (error) {
      if (error instanceof TooManyAttempts) this.events.announce('throttled', { accountId: undefined, reason: error.of });
      throw error;
    }
  }

  /**
   * Tells whether a sign-up that breaks other rules may still be told what is taken. It is no try, but without a
   * limit anybody could ask for any number of addresses.
   */
  async mayLookUp(address: string): Promise<boolean> {
    try {
      await this.limiter.consume(this.limit('look-up', address));
      return true;
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error;
      this.events.announce('throttled', { accountId: undefined, reason: error.of });
      return false;
    }
  }

  private limit(of: 'sign-up' | 'look-up', address: string): RateLimit {
    return { of, whose: networkOf(address), limits: this.settings.throttleRegister };
  }
}
