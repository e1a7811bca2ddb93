import type { SessionData } from 'express-session';
import { type Authentication, isAuthentications } from './authentication.js';

/**
 * Why a session is over. `moved`, `replaced` (by a restore of its series) and `logged-out` are the person's own doing;
 * the others are told about once.
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
] as const;

/** By how much the clocks of two instances may differ, in milliseconds. */
const CLOCKS_DIFFER = 5 * 60_000;

export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/**
 * The present major format, raised when a build before it would misread a record. Such a build answers it as
 * "not signed in" and leaves the cookie for the instances that can read it.
 */
export const VERSION = 1;

/**
 * What a session holds: who, since when, by which authentications, last seen. Times are milliseconds since 1970.
 * Fields are only ever added, and unknown ones survive a save: two versions may run side by side.
 */
export interface SessionRecord {
  readonly version: number;
  readonly accountId: string;
  /** The account's stamp at the login; the session is over when they differ. */
  readonly securityStamp: string;
  readonly signedInAt: number;
  /** The ways in which the person has authenticated in this session; none when it was restored or has become suspicious. */
  authentications: readonly Authentication[];
  lastSeenAt: number;
  /** The selector of the remember-me series that stands behind this session, or null. */
  readonly series: string | null;
  /** Keyed hash of the client's address and User-Agent (see client-fingerprint.ts). */
  readonly fingerprint: string;
  /** Another client than that one has used this session; its authentications are gone until the next `/confirm`. */
  suspicious: boolean;
  /** For the list of sessions: who it looks like to the person. */
  readonly address: string;
  readonly userAgent: string;
  /** Until its cookie first comes back: since when, and the hash of the id that this session had before. */
  unpresented?: { readonly since: number; readonly from?: string };
}

/** Where a session went when it got a new id. */
export interface MovedSession {
  /** The hash of the new id. */
  readonly to: string;
  /** Whether pages may still be looked at under the old id. */
  readonly stillShows: boolean;
  /** What the same request gets once more (see successor.ts). */
  readonly sealed?: string;
}

declare module 'express-session' {
  interface SessionData {
    /** Passport keeps what the serializer made of the user here. */
    passport?: { user?: SessionRecord };
    /** The id of this request was that of a session that is over. */
    ended?: RevocationReason;
    /** It goes on under another id. */
    moved?: MovedSession;
    /** It is of a later major format: alive, but not for this build. */
    newer?: true;
  }
}

/** What is stored of a session: the record, and whatever a page of the team's own keeps in `request.session`. */
export type StoredData = Omit<SessionData, 'cookie' | 'passport'> & { readonly passport: { readonly user: SessionRecord } };

/** What of a session object is stored; null for one that nobody is signed in to. */
export function storedDataOf({
  cookie: _setting,
  ended: _state,
  moved: _other,
  passport,
  ...more
}: SessionData): StoredData | null {
  const user = passport?.user;
  return user === undefined ? null : { ...more, passport: { ...passport, user } };
}

/** The data that some text is; `newer` for a later format, null for anything else: a corrupt record is no login. */
export function parseStored(text: string): StoredData | 'newer' | null {
  try {
    const data: unknown = JSON.parse(text);
    const { passport } = Object(data) as Fields;
    const { user } = Object(passport) as Fields;
    // First, because a later version may have any other fields.
    if (Number(Object(user as Fields).version) > VERSION) return 'newer';
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
  const times = [record.signedInAt, record.lastSeenAt, ...record.authentications.map(({ at }) => at)];
  return isVersion(record.version) && texts.every((field) => typeof field === 'string') && times.every(isPast);
}

function isVersion(version: unknown): boolean {
  return Number.isInteger(version) && Number(version) > 0;
}

/** A time that lies ahead would prolong the session for ever. */
function isPast(time: unknown): boolean {
  return typeof time === 'number' && time >= 0 && time <= Date.now() + CLOCKS_DIFFER;
}
