import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { AccountEvents } from '../../users/account-events.js';
import { networkOf } from './network-of.js';
import { type Count, type TakenPlaces, Throttle, TooManyAttempts } from './throttle.js';

/** Limits sign-ups per client address: they cost a hash, and their answers tell which names are taken. */
@Injectable()
export class RegistrationThrottle {
  constructor(
    @Inject(Throttle) private readonly throttle: Throttle,
    @Inject(AccountEvents) private readonly events: AccountEvents,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'throttleRegister'>,
  ) {}

  /** A place for a sign-up that keeps the rules. Throws {@link TooManyAttempts}. */
  async signUp(address: string): Promise<TakenPlaces> {
    try {
      return await this.throttle.take(this.count('sign-up', address));
    } catch (error) {
      if (error instanceof TooManyAttempts) this.events.announce('throttled', { accountId: undefined, reason: error.of });
      throw error;
    }
  }

  /**
   * Whether a sign-up that breaks other rules may still be told what is taken. It is no try, but without a
   * limit it would be a free way to ask for any number of addresses.
   */
  async mayLookUp(address: string): Promise<boolean> {
    try {
      await this.throttle.take(this.count('look-up', address));
      return true;
    } catch (error) {
      if (error instanceof TooManyAttempts) return false;
      throw error;
    }
  }

  private count(of: 'sign-up' | 'look-up', address: string): Count {
    return { of, whose: networkOf(address), limits: this.settings.throttleRegister };
  }
}
