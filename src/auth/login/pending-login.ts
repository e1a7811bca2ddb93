import { createHmac, randomBytes } from 'node:crypto';
import { type Authentication, isAuthentications, withAuthentication } from '../../sessions/record/authentication.js';
import type { User } from '../../users/user.entity.js';

/** A login may take so many milliseconds from its first step to its last. */
export const PENDING_FOR = 10 * 60_000;

/**
 * This is a login that has passed its first step but not its last. There is no session yet, so its holder is a guest
 * to every guard.
 */
export interface PendingLogin {
  /** This is random and stays the same from the first step to the last, so that a logout ends them all. */
  readonly id: string;
  readonly accountId: string;
  /** This is the keyed hash of the account's security stamp: a new stamp ends pending logins as it revokes sessions. */
  readonly stampHash: string;
  readonly authentications: readonly Authentication[];
  /** These are the names of the steps that were passed. */
  readonly passed: readonly string[];
  readonly remember: boolean;
  /** This is the safe address to go on to, or null for the default page. */
  readonly next: string | null;
  /** This is the remember-me series whose restore a step holds back; null for a login by hand. */
  readonly series: string | null;
  /** Nobody has logged in to the account before. */
  readonly isFirst?: boolean;
  /** The browser is a trusted device of the account, which spares it the second step. */
  readonly isTrusted?: boolean;
  /** The person has ticked "trust this device": the browser becomes one when the login is whole. */
  readonly asksTrust?: boolean;
  /** A step keeps this for itself between two of its requests; it is signed and not encrypted. */
  readonly kept?: string;
  /** This is the path of its next step. */
  readonly stepPath: string;
  /** This is in milliseconds since 1970. */
  readonly expiresAt: number;
}

export type BegunLogin = Pick<PendingLogin, 'authentications' | 'remember' | 'next' | 'series' | 'isFirst' | 'isTrusted'>;

/** Begins a pending login now; `secret` is the present session secret. */
export function beginPendingLogin(user: User, begun: BegunLogin, secret: string): PendingLogin {
  const id = randomBytes(16).toString('base64url');
  const stampHash = stampHashOf(user, secret);
  return { id, accountId: user.id, stampHash, passed: [], stepPath: '', expiresAt: Date.now() + PENDING_FOR, ...begun };
}

/** This is what a passed step adds to its login; `authentication` is null for a step that authenticates nobody. */
export interface StepResult {
  readonly step: string;
  readonly authentication: Authentication | null;
  /** See {@link PendingLogin.asksTrust}. */
  readonly asksTrust?: boolean | undefined;
}

/** Returns the same login from a device that is trusted no longer. */
export function untrusted(login: PendingLogin): PendingLogin {
  const authentications = login.authentications.filter(({ method }) => method !== 'trusted-device');
  return { ...login, authentications, isTrusted: false };
}

/** Returns the same login, one step further. */
export function withStepPassed(login: PendingLogin, { step, authentication, asksTrust = false }: StepResult): PendingLogin {
  const { authentications, passed } = login;
  return {
    ...login,
    passed: [...passed, step],
    ...(asksTrust && { asksTrust }),
    authentications: authentication === null ? authentications : withAuthentication(authentications, authentication),
  };
}

/** The hash is keyed, because the cookie must not tell the stamp. */
export function stampHashOf({ id, securityStamp }: User, secret: string): string {
  return createHmac('sha256', secret).update(`pending login\n${id}\n${securityStamp}`).digest('base64url');
}

/** Tells whether a value that we have signed is a pending login of this build's format. */
export function isPendingLogin(value: unknown): value is PendingLogin {
  if (typeof value !== 'object' || value === null) return false;
  const login = value as Partial<Record<keyof PendingLogin, unknown>>;
  const texts = [
    login.id,
    login.accountId,
    login.stampHash,
    login.stepPath,
    login.next ?? '',
    login.series ?? '',
    login.kept ?? '',
  ];
  const { passed } = login;
  const isPassed = Array.isArray(passed) && passed.every((step) => typeof step === 'string');
  const isWhole = isPassed && typeof login.remember === 'boolean' && typeof login.expiresAt === 'number';
  return isWhole && texts.every((text) => typeof text === 'string') && isAuthentications(login.authentications);
}
