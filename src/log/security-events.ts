/** Every security event that a log line may name (contract, section 7; ASVS 5.0 16.3). */
export const SECURITY_EVENTS = [
  'registered',
  'logged-in',
  'login-failed',
  'hash-unknown',
  'logged-out',
  'login-confirmed',
  'remembered-login',
  'remember-theft-detected',
  'session-protected',
  'session-revoked',
  'session-evicted',
  'session-expired',
  'password-changed',
  'user-disabled',
  'user-enabled',
  'user-deleted',
  'unauthorized',
  'fresh-login-needed',
  'forbidden',
  'cross-site-refused',
  'throttled',
  'input-refused',
  'start-failed',
  'unexpected-error',
] as const;

export type SecurityEvent = (typeof SECURITY_EVENTS)[number];

/** How often each event has been written to the log since the start, whatever LOG_LEVEL shows of it. */
export class SecurityEventCounts {
  private readonly counts = new Map<SecurityEvent, number>(SECURITY_EVENTS.map((event) => [event, 0]));

  /** Names that are none of ours are not counted: the list stays as long as it is. */
  add(event: SecurityEvent): void {
    const count = this.counts.get(event);
    if (count !== undefined) this.counts.set(event, count + 1);
  }

  [Symbol.iterator](): Iterator<[SecurityEvent, number]> {
    return this.counts.entries();
  }
}
