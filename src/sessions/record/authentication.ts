/** These are the methods by which people authenticate, named after RFC 8176 where it has a name. */
export const AUTHENTICATION_METHODS = [
  'password',
  'totp',
  'passkey',
  'recovery-code',
  'email',
  'oidc',
  'trusted-device',
] as const;

/** A team adds methods of its own. */
export type AuthenticationMethod = (typeof AUTHENTICATION_METHODS)[number] | (string & Record<never, never>);

/** This is one way in which a person has authenticated, and when (RFC 8176 calls the list of them `amr`). */
export interface Authentication {
  readonly method: AuthenticationMethod;
  /** This is in milliseconds since 1970. */
  readonly at: number;
  /**
   * This is true for a passkey that asked for a PIN or a fingerprint, which makes it two factors by itself (WebAuthn,
   * UV flag).
   */
  readonly userVerified?: boolean;
}

/**
 * Each method shows something that the person knows or something that the person has. Mail is no factor (NIST SP
 * 800-63B-4 3.1.3.1), and a method that this build does not know counts for nothing.
 */
const FACTORS: ReadonlyMap<string, 'knows' | 'has'> = new Map([
  ['password', 'knows'],
  ['totp', 'has'],
  ['recovery-code', 'has'],
  ['passkey', 'has'],
]);

/**
 * Returns 2 for two different factors or for a passkey that verified its user, otherwise 1 (NIST SP 800-63B-4 calls
 * them AAL).
 */
export function levelOf(authentications: readonly Authentication[]): 1 | 2 {
  const verified = authentications.some(({ method, userVerified }) => method === 'passkey' && userVerified === true);
  const factors = new Set(authentications.map(({ method }) => FACTORS.get(method)).filter((factor) => factor !== undefined));
  return verified || factors.size >= 2 ? 2 : 1;
}

/** These are what a second step of a login asks for, and what spares it; a passkey counts by its level. */
const SECOND_STEPS: ReadonlySet<string> = new Set(['totp', 'recovery-code', 'trusted-device']);

/** Tells whether a login has passed a second step, or was spared it: what it began need not be asked again. */
export function hasSecondStep(authentications: readonly Authentication[]): boolean {
  return levelOf(authentications) === 2 || authentications.some(({ method }) => SECOND_STEPS.has(method));
}

/** Returns the list with one more. Only the latest of each method counts, so the list stays as short as there are methods. */
export function withAuthentication(authentications: readonly Authentication[], added: Authentication): Authentication[] {
  return [...authentications.filter(({ method }) => method !== added.method), added];
}

/** Tells whether a stored value is a list of authentications; the caller has to judge their times. */
export function isAuthentications(value: unknown): value is Authentication[] {
  return Array.isArray(value) && value.every(isAuthentication);
}

function isAuthentication(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { method, at } = value as Partial<Record<keyof Authentication, unknown>>;
  return typeof method === 'string' && method !== '' && typeof at === 'number';
}
