import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { networkOf } from '../http/client/network-of.js';
import { clientAddress } from '../http/client/trusted-proxies.js';
import { RateLimiter, TooManyAttempts } from '../redis/rate-limiter.js';
import { AccountEvents } from '../users/account-events.js';
import { PasskeySettings } from './passkeys.settings.js';

/**
 * Counts refused passkeys per client address. A signature cannot be guessed, so this only keeps a stranger from filling
 * the log and the database's time; no right passkey is refused by it, and no count of passwords or codes is touched.
 */
@Injectable()
export class PasskeyLimits {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly settings: PasskeySettings,
    private readonly events: AccountEvents,
  ) {}

  /** Counts one that was refused. Throws {@link TooManyAttempts}. */
  async countRefused(request: Request): Promise<void> {
    try {
      const limits = this.settings.throttlePasskey;
      await this.limiter.consume({ of: 'passkey', whose: networkOf(clientAddress(request)), limits });
    } catch (error) {
      if (error instanceof TooManyAttempts) this.events.announce('throttled', { accountId: undefined, reason: error.of });
      throw error;
    }
  }
}
