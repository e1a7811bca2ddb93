/*
 * What the queue and its threads tell each other.
 */

/** A job makes a string, or compares: a comparison is true when one of the inputs made `against`. */
export interface HashJob {
  /** Each input costs one bcrypt, also when an earlier one was equal. */
  readonly inputs: readonly [string, ...string[]];
  /**
   * The inputs are compared with this string; without it, a new one of `cost` is made. A comparison of a lower cost
   * is made to take as long as one of `cost`.
   */
  readonly against?: string;
  readonly cost: number;
}

/** The result is the new string, or whether one of the inputs made `against`. */
export type HashResult = string | boolean;

/** A thread is sent a job, or the word that it should end. */
export type ToThread = HashJob | 'end';

/** A thread reports that it can hash now, and the result of its last job. */
export interface FromThread {
  readonly result?: HashResult;
}
