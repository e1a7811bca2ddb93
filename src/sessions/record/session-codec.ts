import type { Settings } from '../../config/settings.js';
import { TOMBSTONE, type SessionEntry } from '../../redis/redis-port.js';
import { REVOCATION_REASONS, type RevocationReason, parseStored, type SessionRecord, type StoredData } from './session-record.js';
import { expiryOf, KEPT_AFTER_EXPIRY } from './session-expiry.js';

/** How long a request that was under way may still come with an old id, in milliseconds. */
const MOVED_FOR = 30_000;

type Limits = Pick<Settings, 'sessionIdleTimeout' | 'sessionAbsoluteTimeout'>;

/** What the store keeps of a session, and until when. */
export function encodeSession(data: StoredData, limits: Limits): SessionEntry {
  const expiresAt = expiryOf(data.passport.user, limits);
  return { record: JSON.stringify(data), expiresAt, keepUntil: expiresAt + KEPT_AFTER_EXPIRY };
}

/** The record of a stored text, or null for a mark, for a later format and for what is corrupt. */
export function decodeRecord(text: string | null): SessionRecord | null {
  const data = text === null || text.startsWith(TOMBSTONE) ? null : parseStored(text);
  return data === null || data === 'newer' ? null : data.passport.user;
}

/** The mark that a session leaves; it also bars late writes for as long as the session could have lived. */
export function tombstone(reason: RevocationReason, { sessionAbsoluteTimeout }: Limits) {
  const keepFor = reason === 'moved' || reason === 'replaced' ? MOVED_FOR : sessionAbsoluteTimeout + KEPT_AFTER_EXPIRY;
  return { reason, keepUntil: Date.now() + keepFor };
}

/** The mark of a session that goes on under another id: a logout that comes late finds it there. */
export function movedTombstone(hash: string, limits: Limits) {
  const mark = tombstone('moved', limits);
  return { ...mark, reason: `${mark.reason}:${hash}` };
}

/** What a mark says: the reason, and for a session that has moved the hash of its new id. */
export function readTombstone(mark: string): { ended: RevocationReason; movedTo?: string } {
  const [word, movedTo] = mark.slice(TOMBSTONE.length).split(':');
  const ended = REVOCATION_REASONS.find((reason) => reason === word) ?? 'expired';
  return movedTo === undefined ? { ended } : { ended, movedTo };
}
