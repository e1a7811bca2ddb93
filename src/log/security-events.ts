/** What can happen to an account: announced to listeners too (users/account-events.ts). */
export const ACCOUNT_EVENTS = [
  'registered',
  'logged-in',
  'login-failed',
  'logged-out',
  'login-confirmed',
  'remembered-login',
  'remember-theft-detected',
  'session-protected',
  'session-revoked',
  'session-evicted',
  'session-expired',
  'password-changed',
  'throttled',
  'user-disabled',
  'user-enabled',
  'user-deleted',
] as const;

/** Every security event that a log line of the product may name (contract, section 7; ASVS 5.0 16.3). */
export const SECURITY_EVENTS = [
  ...ACCOUNT_EVENTS,
  'unauthorized',
  'fresh-login-needed',
  'forbidden',
  'cross-site-refused',
  'input-refused',
  'start-failed',
  'unexpected-error',
] as const;

/**
 * Names that a module adds with `@Feature({ events: [...] })`:
 * `declare module '../log/security-events.js' { interface AccountEventCatalogue { 'note-added': true } }`.
 */
export interface AccountEventCatalogue extends Record<(typeof ACCOUNT_EVENTS)[number], true> {}

export type AccountEventName = keyof AccountEventCatalogue;

export type SecurityEvent = (typeof SECURITY_EVENTS)[number] | AccountEventName;

/** How often each event has been written to the log since the start, whatever LOG_LEVEL shows of it. */
export class SecurityEventCounts {
  private readonly counts = new Map<string, number>(SECURITY_EVENTS.map((event) => [event, 0]));

  /** From now on counts the events of a module too. */
  declare(events: readonly string[]): void {
    for (const event of events) this.counts.set(event, this.counts.get(event) ?? 0);
  }

  /** Names that nobody has declared are not counted: the list stays as long as it is. */
  add(event: SecurityEvent): void {
    const count = this.counts.get(event);
    if (count !== undefined) this.counts.set(event, count + 1);
  }

  [Symbol.iterator](): Iterator<[string, number]> {
    return this.counts.entries();
  }
}
