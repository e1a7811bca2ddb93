import type { Authentication } from './authentication.js';
import type { Impersonation } from './impersonation.js';

/**
 * These are the reasons why a session is over. `moved`, `replaced` (by a restore of its series) and `logged-out` are
 * the person's own doing; people are told about the others once.
 */
export const REVOCATION_REASONS = [
  'moved',
  'replaced',
  'logged-out',
  'expired',
  'revoked',
  'evicted',
  'theft',
  'protected',
  'mass-revoked',
  'impersonation-over',
  'closed',
  'removed',
] as const;

export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** This is why a session or series is over, and which mass revocation has ended it if one has. */
export interface Ending {
  readonly reason: RevocationReason;
  readonly revokedBy?: string | undefined;
}

/**
 * This is the present major format. It is raised when a build before it would misread a record; such a build answers
 * it as "not signed in" and leaves the cookie for the instances that can read it.
 */
export const VERSION = 1;

/**
 * This is the format of a session in which an administrator acts as somebody. A build that does not know of that would
 * take it for the person's own.
 */
export const IMPERSONATED_VERSION = 2;

/**
 * A session holds who is signed in, since when, by which authentications, and when last seen. Times are milliseconds
 * since 1970. Fields are only ever added, and unknown ones survive a save, because two versions may run side by side.
 */
export interface SessionRecord {
  readonly version: number;
  readonly accountId: string;
  /** This is the account's stamp at the login; the session is over when they differ. */
  readonly securityStamp: string;
  readonly signedInAt: number;
  /**
   * These are the ways in which the person has authenticated in this session; none when it was restored or has become
   * suspicious.
   */
  authentications: readonly Authentication[];
  lastSeenAt: number;
  /** This is the selector of the remember-me series behind this session, or null. */
  readonly series: string | null;
  /**
   * This is when that series began, in a session with one: a mass revocation of what began before must find a session
   * that a stolen remember-me cookie has begun since. It is missing in records of earlier builds.
   */
  readonly seriesBegunAt?: number;
  /** This is the keyed hash of the client's address and User-Agent (see client-fingerprint.ts). */
  readonly fingerprint: string;
  /** This is true when another client has used this session; its authentications are gone until the next `/confirm`. */
  suspicious: boolean;
  /** The list of sessions shows the address and the User-Agent, so that the person recognises the device. */
  readonly address: string;
  readonly userAgent: string;
  /** This is present until the cookie first comes back: since when, and the hash of the id that this session had before. */
  unpresented?: { readonly since: number; readonly from?: string };
  /** This is present where an administrator acts as this person. */
  readonly impersonation?: Impersonation;
}

/** This says where a session went when it got a new id. */
export interface MovedSession {
  /** This is the hash of the new id. */
  readonly to: string;
  /** This is true when pages may still be looked at under the old id. */
  readonly stillShows: boolean;
  /** This is what the same request gets once more (see successor.ts). */
  readonly sealed?: string;
}
