import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Limit, SETTINGS, type Settings } from '../config/settings.js';
import type { ConsumedWindows } from './rate-limit-windows.js';
import { RedisPort } from './redis-port.js';

/** This says what is counted, and how much of it is allowed. Without limits it is not counted. */
export interface RateLimit {
  readonly of:
    | 'account'
    | 'device'
    | 'address'
    | 'login'
    | 'confirm'
    | 'second-factor'
    | 'passkey'
    | 'sign-up'
    | 'look-up'
    | 'mail'
    | 'mail-request'
    | 'new-device'
    | 'route';
  readonly whose: string;
  readonly limits: readonly Limit[];
}

/** Is thrown when a count is full; nothing was done and nothing has been counted. */
export class TooManyAttempts extends Error {
  override readonly name = 'TooManyAttempts';

  constructor(
    readonly of: RateLimit['of'],
    /** These are the whole seconds until a try is allowed. */
    readonly retryAfter: number,
  ) {
    super(of);
  }
}

/**
 * Issues permits before the work that they limit: of any number of simultaneous tries on all instances, no more get
 * through than the limits allow. It rejects when the store is away, because an outage must never mean unlimited
 * guessing.
 */
@Injectable()
export class RateLimiter {
  constructor(
    private readonly redis: RedisPort,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'sessionSecrets'>,
  ) {}

  /** Counts a try in each of the counts. Throws {@link TooManyAttempts}, and counts none, when one is full. */
  async consume(...counts: RateLimit[]): Promise<Permit> {
    const permit = new Permit(this.redis);
    for (const { of, whose, limits } of counts) {
      if (limits.length === 0) continue;
      const name = this.name(of, whose);
      const taken = await this.redis.rateLimits.consume(name, limits);
      if ('retryAfter' in taken) {
        await permit.refund();
        throw new TooManyAttempts(of, Math.ceil(taken.retryAfter / 1_000));
      }
      permit.add(name, limits, taken);
    }
    return permit;
  }

  /** Clears a count, as if no try had been. */
  async reset({ of, whose, limits }: RateLimit): Promise<void> {
    if (limits.length > 0) await this.redis.rateLimits.reset(this.name(of, whose), limits);
  }

  /** The name is keyed, so that a stolen store does not tell which accounts and addresses were tried. */
  private name(of: string, whose: string): string {
    const [secret = ''] = this.settings.sessionSecrets;
    return createHmac('sha256', secret).update(`throttle\n${of}\n${whose}`).digest('base64url');
  }
}

/** A permit is what one try has consumed. */
export class Permit {
  private readonly consumed: { readonly name: string; readonly limits: readonly Limit[]; readonly place: ConsumedWindows }[] = [];

  constructor(private readonly redis: RedisPort) {}

  add(name: string, limits: readonly Limit[], place: ConsumedWindows): void {
    this.consumed.push({ name, limits, place });
  }

  /** Refunds the try, as if it had not been. */
  async refund(): Promise<void> {
    await Promise.all(this.consumed.map(({ name, limits, place }) => this.redis.rateLimits.refund(name, limits, place)));
  }

  /** Resets the counts, as if no try had been. */
  async reset(): Promise<void> {
    await Promise.all(this.consumed.map(({ name, limits }) => this.redis.rateLimits.reset(name, limits)));
  }
}
