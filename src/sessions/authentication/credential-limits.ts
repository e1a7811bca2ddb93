import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { networkOf } from '../../http/client/network-of.js';
import { clientAddress } from '../../http/client/trusted-proxies.js';
import { Problem } from '../../http/errors/problem.js';
import { RateLimiter, TooManyAttempts } from '../../redis/rate-limiter.js';
import { AccountEvents } from '../../users/account-events.js';

/** This instance keeps at most so many addresses that are over the limit; the oldest makes room. */
const KNOWN_AT_MOST = 4_096;

/**
 * Limits wrong credentials in headers like wrong passwords of a client address, in the same count (ASVS 5.0 6.3.1).
 * Right ones cost nothing: an instance refuses a request unread only while it knows that the address is over its
 * limit.
 */
@Injectable()
export class CredentialLimits {
  /** The values are milliseconds since 1970 until which a network is refused. */
  private readonly fullUntil = new Map<string, number>();

  constructor(
    private readonly limiter: RateLimiter,
    private readonly events: AccountEvents,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'throttleAddress'>,
  ) {}

  /** Throws `too_many_attempts` while the address of a request is over its limit. */
  refuseFull(request: Request): void {
    const network = networkOf(clientAddress(request));
    const until = this.fullUntil.get(network);
    if (until === undefined) return;
    const left = Math.ceil((until - Date.now()) / 1_000);
    if (left > 0) throw this.refusal(left);
    this.fullUntil.delete(network);
  }

  /**
   * Counts wrong credentials and emits an event. Throws `invalid_credentials`, or `too_many_attempts` when they are
   * too many.
   */
  async refuseWrong(request: Request): Promise<never> {
    const network = networkOf(clientAddress(request));
    try {
      await this.limiter.consume({ of: 'address', whose: network, limits: this.settings.throttleAddress });
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error;
      this.keep(network, Date.now() + error.retryAfter * 1_000);
      throw this.refusal(error.retryAfter);
    }
    this.events.announce('login-failed', { accountId: undefined, reason: 'wrong request credentials' });
    throw new Problem('invalid_credentials');
  }

  private refusal(retryAfter: number): Problem {
    this.events.announce('throttled', { accountId: undefined, reason: 'address' });
    return new Problem('too_many_attempts', { headers: { 'Retry-After': String(retryAfter) } });
  }

  private keep(network: string, until: number): void {
    const [oldest] = this.fullUntil.keys();
    if (this.fullUntil.size >= KNOWN_AT_MOST && oldest !== undefined) this.fullUntil.delete(oldest);
    this.fullUntil.set(network, until);
  }
}
