/*
 * What the queue and its threads tell each other.
 */

/** A string to make, or a comparison: true when one of the inputs made `against`. */
export interface HashJob {
  /** Each costs one bcrypt, also when an earlier one was equal. */
  readonly inputs: readonly [string, ...string[]];
  /** Compare with this string, or else make a new one of `cost`. A comparison of a lower cost is made to take as long as one of `cost`. */
  readonly against?: string;
  readonly cost: number;
}

/** The new string, or whether they are equal. */
export type HashResult = string | boolean;

/** To a thread: a job, or the word that it should end. */
export type ToThread = HashJob | 'end';

/** From a thread: that it can hash now, and what its last job gave. */
export interface FromThread {
  readonly result?: HashResult;
}
