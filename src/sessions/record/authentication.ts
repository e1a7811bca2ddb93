/** Methods by which people authenticate, named after RFC 8176 where it has a name; a team adds its own. */
export type AuthenticationMethod =
  'password' | 'totp' | 'passkey' | 'recovery-code' | 'email' | 'oidc' | 'trusted-device' | (string & Record<never, never>);

/** One way in which a person has authenticated, and when (RFC 8176 calls the list of them `amr`). */
export interface Authentication {
  readonly method: AuthenticationMethod;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** For a passkey: it asked for a PIN or a fingerprint too, so that it is two factors by itself (WebAuthn, UV flag). */
  readonly userVerified?: boolean;
}

/**
 * What a method shows: something that the person knows, or something that the person has. Mail is no factor (NIST
 * SP 800-63B-4 3.1.3.1), and what this build does not know counts for nothing.
 */
const FACTORS: ReadonlyMap<string, 'knows' | 'has'> = new Map([
  ['password', 'knows'],
  ['totp', 'has'],
  ['recovery-code', 'has'],
  ['passkey', 'has'],
]);

/** 2 for two different factors, or for a passkey that verified its user; else 1 (NIST SP 800-63B-4 calls them AAL). */
export function levelOf(authentications: readonly Authentication[]): 1 | 2 {
  const verified = authentications.some(({ method, userVerified }) => method === 'passkey' && userVerified === true);
  const factors = new Set(authentications.map(({ method }) => FACTORS.get(method)).filter((factor) => factor !== undefined));
  return verified || factors.size >= 2 ? 2 : 1;
}

/** The list with one more; of each method only the latest counts, so that the list stays as short as there are methods. */
export function withAuthentication(authentications: readonly Authentication[], added: Authentication): Authentication[] {
  return [...authentications.filter(({ method }) => method !== added.method), added];
}

/** Whether a stored value is a list of authentications; their times are for the caller to judge. */
export function isAuthentications(value: unknown): value is Authentication[] {
  return Array.isArray(value) && value.every(isAuthentication);
}

function isAuthentication(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { method, at } = value as Partial<Record<keyof Authentication, unknown>>;
  return typeof method === 'string' && method !== '' && typeof at === 'number';
}
