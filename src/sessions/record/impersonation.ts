/** An administrator acts as somebody for at most so many milliseconds, whatever else a session may last. */
export const IMPERSONATED_FOR = 3_600_000;

/**
 * This stands in the record of a session in which an administrator acts as another person: whose own session it was begun
 * from. It names that session by the hash that the store has, so a stolen record or cookie signs nobody in as the
 * administrator.
 */
export interface Impersonation {
  readonly accountId: string;
  /** By these the administrator's own session is found; this one ends with it. */
  readonly hashTag: string;
  readonly session: string;
}

/** This is who acts as the person of a session. */
export interface Impersonator {
  readonly id: string;
  readonly username: string;
}

/** Tells whether a stored value says whose own session it was begun from. */
export function isImpersonation(value: unknown): value is Impersonation {
  const { accountId, hashTag, session } = Object(value) as Partial<Record<keyof Impersonation, unknown>>;
  return [accountId, hashTag, session].every((field) => typeof field === 'string' && field !== '');
}

declare module '../../log/security-events.js' {
  interface AccountEventCatalogue {
    'impersonation-started': true;
    'impersonation-ended': true;
    'impersonation-refused': true;
  }
}
