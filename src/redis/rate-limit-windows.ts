import type { Limit } from '../config/settings.js';

/** A consumed permit is when each of its windows expires, in the order of the limits. */
export type ConsumedWindows = readonly number[];

/** There is no permit, because a window is full for so many milliseconds. */
export interface RateLimited {
  readonly retryAfter: number;
}

/**
 * Counts tries in windows of time that have a limit each, for the rate limiter. Every method is one round trip and
 * takes effect whole or not at all, on all instances; it rejects when the store cannot be reached.
 */
export abstract class RateLimitWindows {
  /**
   * Counts a try in every window of a count, or in none when one is full. A window begins at its first try; being
   * refused neither counts nor prolongs.
   */
  abstract consume(count: string, limits: readonly Limit[]): Promise<ConsumedWindows | RateLimited>;

  /** Refunds a try in the windows that counted it; windows that began later are left alone. */
  abstract refund(count: string, limits: readonly Limit[], place: ConsumedWindows): Promise<void>;

  abstract reset(count: string, limits: readonly Limit[]): Promise<void>;
}
