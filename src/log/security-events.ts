/** These can happen to an account, and listeners are told too (users/account-events.ts). */
export const ACCOUNT_EVENTS = [
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
  'throttled',
  'user-disabled',
  'user-enabled',
  'user-deleted',
] as const;

/** A log line of the product may name these security events and no others (docs/observability.md; ASVS 5.0 16.3). */
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
 * A module adds names with `@Feature({ events: [...] })` and `declare module '../log/security-events.js' { interface
 * AccountEventCatalogue { 'note-added': true } }`.
 */
export interface AccountEventCatalogue extends Record<(typeof ACCOUNT_EVENTS)[number], true> {}

export type AccountEventName = keyof AccountEventCatalogue;

export type SecurityEvent = (typeof SECURITY_EVENTS)[number] | AccountEventName;

/** Values of a field before and after a change, by its name; a secret is never among them. */
export type FieldChanges = Readonly<Record<string, readonly [old: unknown, now: unknown]>>;

/** What a security event says of itself besides its line in the log. */
export interface UnloggedDetails {
  /** These may name a person, so the log does not have them. */
  readonly changes?: FieldChanges | undefined;
}

/** Counts how often each event has been written to the log since the start, whatever LOG_LEVEL shows of it. */
export class SecurityEventCounts {
  private readonly counts = new Map<string, number>(SECURITY_EVENTS.map((event) => [event, 0]));

  /** Counts the events of a module too from now on. */
  declare(events: readonly string[]): void {
    for (const event of events) this.counts.set(event, this.counts.get(event) ?? 0);
  }

  /** Counts one event. Names that nobody has declared are not counted, so that the list does not grow. */
  add(event: SecurityEvent): void {
    const count = this.counts.get(event);
    if (count !== undefined) this.counts.set(event, count + 1);
  }

  [Symbol.iterator](): Iterator<[string, number]> {
    return this.counts.entries();
  }
}
