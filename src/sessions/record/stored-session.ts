import type { SessionData } from 'express-session';
import { isAuthentications } from './authentication.js';
import { isImpersonation } from './impersonation.js';
import { IMPERSONATED_VERSION, type MovedSession, type RevocationReason, type SessionRecord } from './session-record.js';

/** The clocks of two instances may differ by so many milliseconds. */
const CLOCKS_DIFFER = 5 * 60_000;

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
