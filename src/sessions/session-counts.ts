import { Injectable } from '@nestjs/common';
import { END_REASONS, type EndReason } from './session-record.js';

/**
 * How many sessions this instance has begun and ended since its start. A new stamp ends sessions without
 * naming them: those count when they are next used. One that expires unused is never seen again.
 */
@Injectable()
export class SessionCounts {
  started = 0;
  /** Late writes of slow requests to a session that had ended meanwhile: dropped by the store. */
  revivedWritesPrevented = 0;
  readonly ended = new Map<EndReason, number>(END_REASONS.map((reason) => [reason, 0]));

  noteEnds(reason: EndReason, count = 1): void {
    this.ended.set(reason, (this.ended.get(reason) ?? 0) + count);
  }
}
