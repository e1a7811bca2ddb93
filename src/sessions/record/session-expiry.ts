import type { Settings } from '../../config/settings.js';
import type { SessionRecord } from './session-record.js';

type Limits = Pick<Settings, 'sessionIdleTimeout' | 'sessionAbsoluteTimeout'>;

/** How long a record outlives its session, in milliseconds, so that the next request can be told why. */
export const KEPT_AFTER_EXPIRY = 24 * 3_600_000;

/** Activity is saved at most this often, in milliseconds. */
const SAVE_ACTIVITY_EVERY = 60_000;

/** When the session is over by its absolute limit: fixed at the login, whatever happens later. */
export function absoluteExpiry(record: SessionRecord, { sessionAbsoluteTimeout }: Limits): number {
  return record.signedInAt + sessionAbsoluteTimeout;
}

/** Whichever limit comes first: judged on the server in every request, not by a cookie's or a key's life. */
export function expiryOf(record: SessionRecord, limits: Limits): number {
  return Math.min(absoluteExpiry(record, limits), record.lastSeenAt + limits.sessionIdleTimeout);
}

/** True when the saved activity is so old that this request has to move the idle limit. */
export function activityIsDue(record: SessionRecord, { sessionIdleTimeout }: Limits, now: number): boolean {
  return now - record.lastSeenAt >= Math.min(SAVE_ACTIVITY_EVERY, sessionIdleTimeout / 2);
}

/** Fresh: the latest authentication is at most FRESH_LOGIN_FOR old, and the session has not become suspicious since. */
export function isFresh(
  { authentications, suspicious }: SessionRecord,
  { freshLoginFor }: Pick<Settings, 'freshLoginFor'>,
): boolean {
  const now = Date.now();
  return !suspicious && authentications.some(({ at }) => now - at <= freshLoginFor);
}
