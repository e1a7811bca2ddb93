import type { DeedClaims } from './deed-claims.js';
import type { RateLimitWindows } from './rate-limit-windows.js';
import type { Revisions } from './revisions.js';
import type { SeriesMarks } from './series-marks.js';

/** One session lies at the hash tag of its account and the hash of the secret part of its id. */
export interface SessionAddress {
  readonly hashTag: string;
  readonly hash: string;
}

/** This is what is stored for a session, and until when. Times are milliseconds since 1970. */
export interface SessionEntry {
  readonly record: string;
  /** This is when the session is over; it is the score in the account's index. */
  readonly expiresAt: number;
  /** This is when the record may be forgotten; it is later than `expiresAt`, so that the next request can be told why. */
  readonly keepUntil: number;
}

/** A tombstone says why a session is over, and until when that is worth knowing. */
export interface Tombstone {
  readonly reason: string;
  readonly keepUntil: number;
}

export interface ListedSession {
  readonly hash: string;
  readonly record: string;
}

/** One call may ask for at most so many entries of an index. */
export const LISTED_AT_ONCE = 250;

/** One call may ask for the indices of so many accounts, and for so many entries of each: not more than of one alone. */
export const INDICES_AT_ONCE = 32;
export const LISTED_OF_EACH = 8;

export interface SessionPage {
  readonly from: number;
  readonly count: number;
  readonly first: 'earliest' | 'latest';
}

export interface SessionList {
  readonly sessions: readonly ListedSession[];
  /** This is how many entries were there, live or not: fewer than asked for at the end. */
  readonly entries: number;
}

export interface PrincipalEntry {
  readonly version: number;
  readonly principal: string;
  readonly keepUntil: number;
}

/** This stands in the place of a principal while a change is under way. */
export const CHANGING = 'changing';

/** This is the tombstone of a session that a restore of its remember-me series replaced. */
export const REPLACED = '!replaced';

/** A tombstone in the place of a record says that the session is over. No record begins with this character. */
export const TOMBSTONE = '!';

/** The tombstone of a session that has moved has a sealed part behind the part that stays. */
export const SEALED_TOMBSTONE = /^(![^:]*:[^:]*:[^:]*):./;

/**
 * Is all that the product asks of Redis. Every method is one round trip and takes effect whole or not at all. It
 * rejects when the store cannot be reached: callers answer 503 and never guess.
 */
export abstract class RedisPort {
  /** Reads the session's record or tombstone, and the cached principal of its account. */
  abstract read(session: SessionAddress): Promise<{ session: string | null; principal: string | null }>;

  /** Stores a session that must not exist yet, with its entry in the index. It returns false when the session exists. */
  abstract start(session: SessionAddress, stored: SessionEntry): Promise<boolean>;

  /**
   * Stores a session again if it still is what was read; otherwise it writes nothing and returns false, so that no
   * session is revived.
   */
  abstract swap(session: SessionAddress, read: string, stored: SessionEntry): Promise<boolean>;

  /**
   * Gives a session a new id: `to` starts and `from` leaves a tombstone, in one step. It writes nothing and returns
   * false when `from` is gone or over: a session that was revoked meanwhile does not go on under another id. One that
   * was {@link REPLACED} does: nobody revoked it, and its request has authenticated.
   */
  abstract move(from: SessionAddress, to: SessionAddress, stored: SessionEntry, mark: Tombstone): Promise<boolean>;

  /** Removes the sealed part (see session-codec.ts) from the tombstone of a session that has moved. */
  abstract unseal(session: SessionAddress): Promise<void>;

  /**
   * Puts a tombstone in the place of the session, takes it out of the index, and returns the record that lived there,
   * if one did. With `read`, it does so only while the record is still that one.
   */
  abstract revoke(session: SessionAddress, mark: Tombstone, read?: string): Promise<string | null>;

  /**
   * Returns so many entries of an account's index from an offset on, as live sessions, the first to expire first or
   * last; entries whose sessions are gone are removed. It takes at most {@link LISTED_AT_ONCE}, because Redis does
   * nothing else meanwhile.
   */
  abstract list(hashTag: string, page: SessionPage): Promise<SessionList>;

  /**
   * Does the same as {@link list} for at most {@link INDICES_AT_ONCE} accounts, in their order: of each the
   * {@link LISTED_OF_EACH} that expire last. A Cluster, on which every account has a slot of its own, is asked for each.
   */
  abstract listOfEach(hashTags: readonly string[]): Promise<readonly SessionList[]>;

  /** Counts the sessions in the index of an account. */
  abstract count(hashTag: string): Promise<number>;

  /** Empties an account's index, whatever its length, when a new stamp has revoked all of its sessions. */
  abstract clearIndex(hashTag: string): Promise<void>;

  /**
   * Caches a principal unless a newer version is there. While a change is under way only the one who changes (`after`
   * true) may write, because a slow reader would bring the old one back.
   */
  abstract putPrincipal(hashTag: string, entry: PrincipalEntry, after: boolean): Promise<void>;

  /** Marks that a principal is about to change: until then, readers ask PostgreSQL and cache nothing. */
  abstract markChanging(hashTag: string, until: number): Promise<void>;

  /** These are the deeds of accounts that are under way. */
  abstract readonly claims: DeedClaims;

  /** These are the turns of remember-me series, and their bars. */
  abstract readonly seriesMarks: SeriesMarks;

  /** These say which revision of something PostgreSQL holds. */
  abstract readonly revisions: Revisions;

  /** These are the counts of the rate limiter. */
  abstract readonly rateLimits: RateLimitWindows;

  /** This is when the connection last came back: a failover may have lost what was written before. */
  abstract get reconnectedAt(): number;

  /** Resolves when the store answers and takes a write, as requests need it. */
  abstract ping(): Promise<void>;

  abstract close(): Promise<void>;
}

/** Encodes a principal as `version|json`, so that a script compares versions without parsing JSON. */
export function encodePrincipal({ version, principal }: PrincipalEntry): string {
  return `${version}|${principal}`;
}

/** Returns the JSON of an entry, or null for anything that is no entry. */
export function decodePrincipal(entry: string | null): string | null {
  return entry === null ? null : (/^\d+\|(.*)$/s.exec(entry)?.[1] ?? null);
}
