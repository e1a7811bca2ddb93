import type { Settings } from '../../config/settings.js';
import type { SessionRecord } from './session-record.js';

type Limits = Pick<Settings, 'sessionIdleTimeout' | 'sessionAbsoluteTimeout'>;

/** A record outlives its session by so many milliseconds, so that the next request can be told why it ended. */
export const KEPT_AFTER_EXPIRY = 24 * 3_600_000;

/** Activity is saved at most once in so many milliseconds. */
const SAVE_ACTIVITY_EVERY = 60_000;

/** Returns when the session is over by its absolute limit, which is fixed at the login whatever happens later. */
export function absoluteExpiry(record: SessionRecord, { sessionAbsoluteTimeout }: Limits): number {
  return record.signedInAt + sessionAbsoluteTimeout;
}

/** Returns whichever limit comes first. The server judges it in every request, not a cookie's or a key's lifetime. */
export function expiryOf(record: SessionRecord, limits: Limits): number {
  return Math.min(absoluteExpiry(record, limits), record.lastSeenAt + limits.sessionIdleTimeout);
}

/** Returns true when the saved activity is so old that this request has to move the idle limit. */
export function activityIsDue(record: SessionRecord, { sessionIdleTimeout }: Limits, now: number): boolean {
  return now - record.lastSeenAt >= Math.min(SAVE_ACTIVITY_EVERY, sessionIdleTimeout / 2);
}

/**
 * A session is fresh while its latest authentication is at most FRESH_LOGIN_FOR old and it has not become suspicious
 * since.
 */
export function isFresh(
  { authentications, suspicious }: SessionRecord,
  { freshLoginFor }: Pick<Settings, 'freshLoginFor'>,
): boolean {
  const now = Date.now();
  return !suspicious && authentications.some(({ at }) => now - at <= freshLoginFor);
}
