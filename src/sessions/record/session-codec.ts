import { TOMBSTONE, type SessionEntry } from '../../redis/redis-port.js';
import { expiryOf, KEPT_AFTER_EXPIRY, type SessionLimits } from './session-expiry.js';
import { type MovedSession, REVOCATION_REASONS, type RevocationReason, type SessionRecord } from './session-record.js';
import { parseStored, type StoredData } from './stored-session.js';

/** A request that was under way may come with an old id for so many milliseconds. */
const MOVED_FOR = 30_000;

/** This marks a moved session whose old id still shows pages. */
const STILL_SHOWS = 'shows';
const SHOWS_NOTHING = 'ends';

/** Encodes what the store keeps of a session, and until when. */
export function encodeSession(data: StoredData, limits: SessionLimits): SessionEntry {
  const expiresAt = expiryOf(data.passport.user, limits);
  return { record: JSON.stringify(data), expiresAt, keepUntil: expiresAt + KEPT_AFTER_EXPIRY };
}

/** Decodes a stored text; returns null for a tombstone, for a later format and for corrupt text. */
export function decodeSession(text: string | null): StoredData | null {
  const data = text === null || text.startsWith(TOMBSTONE) ? null : parseStored(text);
  return data === 'newer' ? null : data;
}

/** Does the same as {@link decodeSession} but returns only the record. */
export function decodeRecord(text: string | null): SessionRecord | null {
  return decodeSession(text)?.passport.user ?? null;
}

/** Makes the tombstone that a session leaves; it also bars late writes for as long as the session could have lived. */
export function tombstone(reason: RevocationReason, { sessionAbsoluteTimeout }: SessionLimits) {
  const keepFor = reason === 'moved' || reason === 'replaced' ? MOVED_FOR : sessionAbsoluteTimeout + KEPT_AFTER_EXPIRY;
  return { reason, keepUntil: Date.now() + keepFor };
}

/** Makes the tombstone of a session that a mass revocation has ended; the person is told the reason of that one. */
export function massRevokedTombstone(revocationId: string, limits: SessionLimits) {
  const mark = tombstone('mass-revoked', limits);
  return { ...mark, reason: `${mark.reason}:${revocationId}` };
}

/**
 * Makes the tombstone of a session that goes on under another id. A logout that comes late finds the new session by
 * it, and the same request again opens the sealed part (see successor.ts), which stands last so that it can be
 * removed.
 */
export function movedTombstone({ to, stillShows, sealed = '' }: MovedSession, limits: SessionLimits) {
  const mark = tombstone('moved', limits);
  return { ...mark, reason: [mark.reason, to, stillShows ? STILL_SHOWS : SHOWS_NOTHING, sealed].join(':') };
}

/** Reads a tombstone: the reason, for a session that has moved where it went, and which mass revocation has ended it. */
export function readTombstone(mark: string): { ended: RevocationReason; moved?: MovedSession; revokedBy?: string } {
  const [word, to, shows, sealed = ''] = mark.slice(TOMBSTONE.length).split(':');
  const ended = REVOCATION_REASONS.find((reason) => reason === word) ?? 'expired';
  if (to === undefined) return { ended };
  if (ended === 'mass-revoked') return { ended, revokedBy: to };
  return { ended, moved: { to, stillShows: shows === STILL_SHOWS, ...(sealed !== '' && { sealed }) } };
}
