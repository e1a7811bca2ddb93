/**
 * Notes which deeds of an account are under way or done, so that of equal requests at once one acts. Every method is
 * one round trip and takes effect whole or not at all, on all instances; it rejects when the store cannot be reached.
 */
export abstract class DeedClaims {
  /** Notes that a deed is under way; returns null to the one who noted it, else what was noted before. */
  abstract claim(hashTag: string, deed: string, note: string, until: number): Promise<string | null>;

  /** Replaces what was noted of a deed; returns what was noted before, or null. */
  abstract replace(hashTag: string, deed: string, note: string, until: number): Promise<string | null>;

  /** Returns what is noted of a deed, or null. */
  abstract find(hashTag: string, deed: string): Promise<string | null>;

  /** Forgets what {@link claim} has noted. */
  abstract release(hashTag: string, deed: string): Promise<void>;
}
