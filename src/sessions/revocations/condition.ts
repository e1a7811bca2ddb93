import type { AuthenticationMethod } from '../record/authentication.js';
import type { Principal } from '../../users/principal/principal.js';
import type { MassRevocation } from './mass-revocation.entity.js';
import { contains, parseNetwork } from './network.js';

/** A condition names what it ends by these; all that are there must fit, and all that is missing fits everything. */
export interface Condition {
  /** Sessions and series that began before this time are meant, in milliseconds since 1970. */
  readonly before: number;
  readonly role: string | null;
  /** These accounts had the role when the condition was made; null where they were too many to keep. */
  readonly roleHolders: readonly string[] | null;
  readonly method: string | null;
  readonly network: string | null;
  readonly users: readonly string[] | null;
}

/** This is all that a condition asks of an account, as it is now. */
export type ConditionAccount = Pick<Principal, 'id' | 'roles'>;

/** This is what a condition judges: a session, or a remember-me series, with its account. */
export interface Judged {
  /** This is in milliseconds since 1970. */
  readonly begunAt: number;
  /** It is empty where nobody knows by what the person authenticated. */
  readonly methods: readonly AuthenticationMethod[];
  readonly address: string;
  readonly account: ConditionAccount;
}

export type Matcher = (judged: Judged) => boolean;

/** Returns the condition that a stored row states. */
export function conditionOf({ before, role, method, network, users, roleHolders }: MassRevocation): Condition {
  const accounts = { role: role ?? null, roleHolders: roleHolders ?? null, users: users ?? null };
  return { before: before.getTime(), ...accounts, method: method ?? null, network: network ?? null };
}

/**
 * Compiles a condition once, for every request that follows: one function without a list, which costs a page some
 * hundredths of a microsecond. What is not known of a session fits, because what is uncertain signs nobody in: a
 * session without a known method, or an address that is none.
 */
export function matcherOf({ before, users, method, role, roleHolders, network: text }: Condition): Matcher {
  const ids = users === null ? null : new Set(users);
  // Otherwise sessions would be back as soon as an operator takes the role of their account away, which is what comes next.
  const holders = new Set(roleHolders);
  const hasRole = ({ id, roles }: ConditionAccount): boolean => role === null || roles.includes(role) || holders.has(id);
  // A row that this build cannot read ends more rather than less.
  const network = text === null ? undefined : parseNetwork(text);
  return ({ begunAt, methods, address, account }) =>
    // Most sessions are newer than most conditions, and a comparison of numbers costs nothing.
    begunAt < before &&
    (ids === null || ids.has(account.id)) &&
    (method === null || methods.length === 0 || methods.includes(method)) &&
    hasRole(account) &&
    (network === undefined || contains(network, address) !== false);
}
