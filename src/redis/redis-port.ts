import type { RateLimitWindows } from './rate-limit-windows.js';

/** Where one session lies: the tag of its account, and the hash of the secret part of its id. */
export interface SessionAddress {
  readonly hashTag: string;
  readonly hash: string;
}

/** What is stored for a session, and until when. Times are milliseconds since 1970. */
export interface SessionEntry {
  readonly record: string;
  /** When the session is over; the score in the account's index. */
  readonly expiresAt: number;
  /** When the record may be forgotten; later than `endsAt`, so that the next request can be told why. */
  readonly keepUntil: number;
}

/** Why a session is over, and until when that is worth knowing. */
export interface Tombstone {
  readonly reason: string;
  readonly keepUntil: number;
}

export interface ListedSession {
  readonly hash: string;
  readonly record: string;
}

/** Entries of an index that one call may ask for. */
export const LISTED_AT_ONCE = 250;

export interface SessionPage {
  readonly from: number;
  readonly count: number;
  readonly first: 'earliest' | 'latest';
}

export interface SessionList {
  readonly sessions: readonly ListedSession[];
  /** How many entries were there, live or not: fewer than asked for at the end. */
  readonly entries: number;
}

export interface PrincipalEntry {
  readonly version: number;
  readonly principal: string;
  readonly keepUntil: number;
}

/** In the place of a principal: a change is under way. */
export const CHANGING = 'changing';

/** The mark of a session that a restore of its remember-me series took the place of. */
export const REPLACED = '!replaced';

/** A mark in the place of a record: the session is over. No record begins with this character. */
export const TOMBSTONE = '!';

/** The mark of a session that has moved, with a sealed part behind the part that stays. */
export const SEALED_TOMBSTONE = /^(![^:]*:[^:]*:[^:]*):./;

/**
 * All that the product asks of Redis. Every method is one round trip and takes effect whole or not at
 * all. Rejects when the store cannot be reached: callers answer 503 and never guess.
 */
export abstract class RedisPort {
  /** The session's record or end mark, and the cached principal of its account. */
  abstract read(session: SessionAddress): Promise<{ session: string | null; principal: string | null }>;

  /** Stores a session that must not exist yet, with its place in the index. False when it does. */
  abstract start(session: SessionAddress, stored: SessionEntry): Promise<boolean>;

  /** Stores a session again if it still is what was read; false, and nothing written, otherwise: no revival. */
  abstract swap(session: SessionAddress, read: string, stored: SessionEntry): Promise<boolean>;

  /**
   * Gives a session a new id: `to` starts and `from` leaves a mark, in one step. False, and nothing
   * written, when `from` is gone or over: what was ended meanwhile does not go on under another id. One that was
   * {@link REPLACED} does: nobody ended it, and its request has proved who it is.
   */
  abstract move(from: SessionAddress, to: SessionAddress, stored: SessionEntry, mark: Tombstone): Promise<boolean>;

  /** Takes the sealed part (see session-codec.ts) out of the mark of a session that has moved. */
  abstract unseal(session: SessionAddress): Promise<void>;

  /**
   * Puts a mark in the place of the session and takes it out of the index; the record that lived there, if one
   * did. With `read`, only while the record is still that one.
   */
  abstract revoke(session: SessionAddress, mark: Tombstone, read?: string): Promise<string | null>;

  /** Notes that a deed of this account is under way: null for the one who noted it, else what was noted before. */
  abstract claim(hashTag: string, deed: string, note: string, until: number): Promise<string | null>;

  /** Notes a deed in the place of what was noted before; that, or null. */
  abstract replaceClaim(hashTag: string, deed: string, note: string, until: number): Promise<string | null>;

  /** What is noted of a deed, or null. */
  abstract claimed(hashTag: string, deed: string): Promise<string | null>;

  /** Forgets what {@link claim} has noted. */
  abstract release(hashTag: string, deed: string): Promise<void>;

  /**
   * So many entries of an account's index from a place on, as live sessions, the first to end first or last; entries
   * whose sessions are gone are taken out. At most {@link LISTED_AT_ONCE}: Redis does nothing else meanwhile.
   */
  abstract list(hashTag: string, page: SessionPage): Promise<SessionList>;

  /** How many sessions the index of an account has. */
  abstract count(hashTag: string): Promise<number>;

  /** Empties an account's index, whatever its length, when its stamp has ended all of its sessions. */
  abstract clearIndex(hashTag: string): Promise<void>;

  /**
   * Caches a principal unless a newer version is there. While a change is under way only the one who
   * changes (`after` true) may write: a slow reader would bring the old one back.
   */
  abstract putPrincipal(hashTag: string, entry: PrincipalEntry, after: boolean): Promise<void>;

  /** Says that a principal is about to change: until then, readers ask PostgreSQL and cache nothing. */
  abstract markChanging(hashTag: string, until: number): Promise<void>;

  /** Bars a remember-me series that PostgreSQL could not be told to end. */
  abstract bar(series: string, until: number): Promise<void>;

  abstract isBarred(series: string): Promise<boolean>;

  /**
   * Takes the turn of a series, unless another one than `over` has it: then that one's name, and null for success.
   * It ends by itself at `until`.
   */
  abstract takeTurn(series: string, turn: string, until: number, over?: string): Promise<string | null>;

  /** Keeps what a turn came to, for those who know its name. */
  abstract shareOutcome(series: string, turn: string, outcome: string, until: number): Promise<void>;

  abstract outcomeOfTurn(series: string, turn: string): Promise<string | null>;

  /** Gives a turn back, if it still is this one's. */
  abstract endTurn(series: string, turn: string): Promise<void>;

  /** The counts of the throttles. */
  abstract readonly rateLimits: RateLimitWindows;

  /** When the connection last came back: a failover may have lost what was written before. */
  abstract get reconnectedAt(): number;

  /** Resolves when the store answers and takes a write, as requests need it. */
  abstract ping(): Promise<void>;

  abstract close(): Promise<void>;
}

/** Principals are stored as `version|json`, so that a script compares versions without parsing JSON. */
export function encodePrincipal({ version, principal }: PrincipalEntry): string {
  return `${version}|${principal}`;
}

/** The JSON of an entry, or null for what is no entry. */
export function decodePrincipal(entry: string | null): string | null {
  return entry === null ? null : (/^\d+\|(.*)$/s.exec(entry)?.[1] ?? null);
}
