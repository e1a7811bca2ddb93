import { Injectable } from '@nestjs/common';
import { REVOCATION_REASONS, type RevocationReason } from './session-record.js';

/**
 * Counts how many sessions this instance has begun and revoked since its start. A new security stamp revokes sessions
 * without naming them: those count when they are next used. One that expires unused is never seen again.
 */
@Injectable()
export class SessionCounters {
  started = 0;
  /** The store drops late writes of slow requests to a session that was revoked meanwhile, and counts them here. */
  revivedWritesPrevented = 0;
  readonly revoked = new Map<RevocationReason, number>(REVOCATION_REASONS.map((reason) => [reason, 0]));

  countRevocations(reason: RevocationReason, count = 1): void {
    this.revoked.set(reason, (this.revoked.get(reason) ?? 0) + count);
  }
}
