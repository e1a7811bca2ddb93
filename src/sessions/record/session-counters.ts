import { Injectable } from '@nestjs/common';
import { REVOCATION_REASONS, type RevocationReason } from './session-record.js';

/**
 * How many sessions this instance has begun and ended since its start. A new stamp ends sessions without
 * naming them: those count when they are next used. One that expires unused is never seen again.
 */
@Injectable()
export class SessionCounters {
  started = 0;
  /** Late writes of slow requests to a session that had ended meanwhile: dropped by the store. */
  revivedWritesPrevented = 0;
  readonly revoked = new Map<RevocationReason, number>(REVOCATION_REASONS.map((reason) => [reason, 0]));

  countRevocations(reason: RevocationReason, count = 1): void {
    this.revoked.set(reason, (this.revoked.get(reason) ?? 0) + count);
  }
}
