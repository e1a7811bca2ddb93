import type { Settings } from '../../config/settings.js';
import type { AuthenticationMethod } from './authentication.js';
import type { SessionRecord } from './session-record.js';
import { IMPERSONATED_FOR } from './impersonation.js';

/** These are the two limits of time that every session has. */
export type SessionLimits = Pick<Settings, 'sessionIdleTimeout' | 'sessionAbsoluteTimeout'>;

/** A record outlives its session by so many milliseconds, so that the next request can be told why it ended. */
export const KEPT_AFTER_EXPIRY = 24 * 3_600_000;

/** Activity is saved at most once in so many milliseconds. */
const SAVE_ACTIVITY_EVERY = 60_000;

/** Returns when the session is over by its absolute limit, which is fixed at the login whatever happens later. */
export function absoluteExpiry({ signedInAt, impersonation }: SessionRecord, { sessionAbsoluteTimeout }: SessionLimits): number {
  return signedInAt + (impersonation === undefined ? sessionAbsoluteTimeout : Math.min(sessionAbsoluteTimeout, IMPERSONATED_FOR));
}

/** Returns whichever limit comes first. The server judges it in every request, not a cookie's or a key's lifetime. */
export function expiryOf(record: SessionRecord, limits: SessionLimits): number {
  return Math.min(absoluteExpiry(record, limits), record.lastSeenAt + limits.sessionIdleTimeout);
}

/** Returns true when the saved activity is so old that this request has to move the idle limit. */
export function activityIsDue(record: SessionRecord, { sessionIdleTimeout }: SessionLimits, now: number): boolean {
  return now - record.lastSeenAt >= Math.min(SAVE_ACTIVITY_EVERY, sessionIdleTimeout / 2);
}

/**
 * A session is fresh while its latest authentication is at most FRESH_LOGIN_FOR old and it has not become suspicious
 * since; with `by`, only authentications of that method count.
 */
export function isFresh(
  { authentications, suspicious }: SessionRecord,
  { freshLoginFor }: Pick<Settings, 'freshLoginFor'>,
  by?: AuthenticationMethod,
): boolean {
  const now = Date.now();
  const counted = authentications.filter(({ method }) => by === undefined || method === by);
  return !suspicious && counted.some(({ at }) => now - at <= freshLoginFor);
}
