import type { Limit } from '../config/settings.js';

/** A place in a count: when each of its windows ends, in the order of the limits. */
export type ConsumedWindows = readonly number[];

/** No place: a window is full for so many milliseconds. */
export interface RateLimited {
  readonly retryAfter: number;
}

/**
 * Counts with a limited number of places in windows of time, for the throttles. Every method is one round
 * trip and takes effect whole or not at all, on all instances; rejects when the store cannot be reached.
 */
export abstract class RateLimitWindows {
  /**
   * Takes a place in every window of a count, or in none when one is full. A window begins at its first
   * place; being refused neither counts nor prolongs.
   */
  abstract consume(count: string, limits: readonly Limit[]): Promise<ConsumedWindows | RateLimited>;

  /** Gives a place back in the windows that it was taken in; windows that began later are left alone. */
  abstract refund(count: string, limits: readonly Limit[], place: ConsumedWindows): Promise<void>;

  abstract reset(count: string, limits: readonly Limit[]): Promise<void>;
}
