import type { Limit } from '../../config/settings.js';

/** A place in a count: when each of its windows ends, in the order of the limits. */
export type Place = readonly number[];

/** No place: a window is full for so many milliseconds. */
export interface Full {
  readonly fullFor: number;
}

/**
 * Counts with a limited number of places in windows of time, for the throttles. Every method is one round
 * trip and takes effect whole or not at all, on all instances; rejects when the store cannot be reached.
 */
export abstract class Counts {
  /**
   * Takes a place in every window of a count, or in none when one is full. A window begins at its first
   * place; being refused neither counts nor prolongs.
   */
  abstract take(count: string, limits: readonly Limit[]): Promise<Place | Full>;

  /** Gives a place back in the windows that it was taken in; windows that began later are left alone. */
  abstract giveBack(count: string, limits: readonly Limit[], place: Place): Promise<void>;

  abstract clear(count: string, limits: readonly Limit[]): Promise<void>;
}
