/** Keeps rows that are worth nothing after a while. Any module provides such a keeper as a class that extends this one. */
export abstract class ExpiringRows {
  /** Removes at most `atMost` rows of each kind that have expired. Several instances may do it at once. */
  abstract sweep(atMost: number): Promise<void>;
}
