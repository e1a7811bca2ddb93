import type { SessionData } from 'express-session';
import { type Authentication, isAuthentications } from './authentication.js';
import { type Impersonation, isImpersonation } from './impersonation.js';

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

/** The clocks of two instances may differ by so many milliseconds. */
const CLOCKS_DIFFER = 5 * 60_000;

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

declare module 'express-session' {
  interface SessionData {
    /** Passport keeps what the serializer made of the user here. */
    passport?: { user?: SessionRecord };
    /** This is set when the id of this request was that of a session that is over. */
    ended?: RevocationReason;
    /** This is the id of the mass revocation that has ended this session. */
    revokedBy?: string;
    /** This is set when the session goes on under another id. */
    moved?: MovedSession;
    /** This is set when the session is of a later major format: it is alive, but not for this build. */
    newer?: true;
  }
}

/** A session is stored as the record and whatever a team's own pages keep in `request.session`. */
export type StoredData = Omit<SessionData, 'cookie' | 'passport'> & { readonly passport: { readonly user: SessionRecord } };

/** Returns what of a session object is stored, or null when nobody is signed in to it. */
export function storedDataOf({
  cookie: _setting,
  ended: _state,
  moved: _other,
  revokedBy: _id,
  passport,
  ...more
}: SessionData): StoredData | null {
  const user = passport?.user;
  return user === undefined ? null : { ...more, passport: { ...passport, user } };
}

/**
 * Parses a stored text; returns `newer` for a later format and null for anything else, because a corrupt record is no
 * login.
 */
export function parseStored(text: string): StoredData | 'newer' | null {
  try {
    const data: unknown = JSON.parse(text);
    const { passport } = Object(data) as Fields;
    const { user } = Object(passport) as Fields;
    // This comes first, because a later version may have any other fields.
    if (Number(Object(user as Fields).version) > IMPERSONATED_VERSION) return 'newer';
    return isRecord(user) ? (data as StoredData) : null;
  } catch {
    return null;
  }
}

type Fields = Partial<Record<string, unknown>>;

function isRecord(value: unknown): value is SessionRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<Record<keyof SessionRecord, unknown>>;
  const texts = [
    record.accountId,
    record.securityStamp,
    record.fingerprint,
    record.address,
    record.userAgent,
    record.series ?? '',
  ];
  if (!isAuthentications(record.authentications)) return false;
  // Half of it would be a session of the person's own.
  if ((record.version === IMPERSONATED_VERSION || 'impersonation' in record) && !isImpersonation(record.impersonation))
    return false;
  const times = [record.signedInAt, record.lastSeenAt, ...record.authentications.map(({ at }) => at)];
  return isVersion(record.version) && texts.every((field) => typeof field === 'string') && times.every(isPast);
}

function isVersion(version: unknown): boolean {
  return Number.isInteger(version) && Number(version) > 0;
}

/** A time that lies ahead would prolong the session for ever, so it is refused. */
function isPast(time: unknown): boolean {
  return typeof time === 'number' && time >= 0 && time <= Date.now() + CLOCKS_DIFFER;
}
