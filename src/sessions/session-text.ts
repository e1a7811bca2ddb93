import type { Settings } from '../config/settings.js';
import { ENDED, type StoredSession } from '../redis/redis-port.js';
import { END_REASONS, type EndReason, parseStored, type SessionRecord, type StoredData } from './session-record.js';
import { endOf, KEPT_AFTER_END } from './session-times.js';

/** How long a request that was under way may still come with an old id, in milliseconds. */
const MOVED_FOR = 30_000;

type Limits = Pick<Settings, 'sessionIdleTimeout' | 'sessionAbsoluteTimeout'>;

/** What the store keeps of a session, and until when. */
export function storedSession(data: StoredData, limits: Limits): StoredSession {
  const endsAt = endOf(data.passport.user, limits);
  return { record: JSON.stringify(data), endsAt, keepUntil: endsAt + KEPT_AFTER_END };
}

/** The record of a stored text, or null for a mark, for a later format and for what is corrupt. */
export function recordOf(text: string | null): SessionRecord | null {
  const data = text === null || text.startsWith(ENDED) ? null : parseStored(text);
  return data === null || data === 'newer' ? null : data.passport.user;
}

/** The mark that a session leaves; it also bars late writes for as long as the session could have lived. */
export function endMark(reason: EndReason, { sessionAbsoluteTimeout }: Limits) {
  const keepFor = reason === 'moved' ? MOVED_FOR : sessionAbsoluteTimeout + KEPT_AFTER_END;
  return { reason, keepUntil: Date.now() + keepFor };
}

/** The mark of a session that goes on under another id: a logout that comes late finds it there. */
export function movedMark(hash: string, limits: Limits) {
  const mark = endMark('moved', limits);
  return { ...mark, reason: `${mark.reason}:${hash}` };
}

/** What a mark says: the reason, and for a session that has moved the hash of its new id. */
export function readMark(mark: string): { ended: EndReason; movedTo?: string } {
  const [word, movedTo] = mark.slice(ENDED.length).split(':');
  const ended = END_REASONS.find((reason) => reason === word) ?? 'expired';
  return movedTo === undefined ? { ended } : { ended, movedTo };
}
