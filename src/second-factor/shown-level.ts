import type { Request } from 'express';
import { liveRecordOf } from '../sessions/express/lazy-session.js';
import { levelOf } from '../sessions/record/authentication.js';

/** Returns the level that the session of this request has shown; a suspicious session counts as one factor. */
export function shownLevelOf(request: Request): 1 | 2 {
  const record = liveRecordOf(request);
  return record === undefined || record.suspicious ? 1 : levelOf(record.authentications);
}
