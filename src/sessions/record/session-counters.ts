import { Injectable } from '@nestjs/common';
import { type Authentication, AUTHENTICATION_METHODS } from './authentication.js';
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
  /** Logins that have begun a session have shown these; a team's own methods are `other`, so that the list does not grow. */
  readonly authentications = new Map<string, number>([...AUTHENTICATION_METHODS, 'other'].map((method) => [method, 0]));

  countAuthentications(shown: readonly Authentication[]): void {
    for (const { method } of shown) {
      const counted = this.authentications.has(method) ? method : 'other';
      this.authentications.set(counted, (this.authentications.get(counted) ?? 0) + 1);
    }
  }

  countRevocations(reason: RevocationReason, count = 1): void {
    this.revoked.set(reason, (this.revoked.get(reason) ?? 0) + count);
  }
}
