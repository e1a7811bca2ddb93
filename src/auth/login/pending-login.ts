import { createHmac, randomBytes } from 'node:crypto';
import { type Authentication, isAuthentications, withAuthentication } from '../../sessions/record/authentication.js';
import type { User } from '../../users/user.entity.js';

/** How long a login may take from its first step to its last, in milliseconds. */
export const PENDING_FOR = 10 * 60_000;

/** A login that has passed its first step and not its last. There is no session yet: for every guard its holder is a guest. */
export interface PendingLogin {
  /** Random, and the same from the first step to the last: by it a logout ends them all. */
  readonly id: string;
  readonly accountId: string;
  /** Keyed hash of the account's security stamp: a new stamp ends pending logins as it ends sessions. */
  readonly stampHash: string;
  readonly authentications: readonly Authentication[];
  /** The names of the steps behind it. */
  readonly passed: readonly string[];
  readonly remember: boolean;
  /** The safe address to go on to, or null for the default page. */
  readonly next: string | null;
  /** The remember-me series whose restore a step has held back; null for a login by hand. */
  readonly series: string | null;
  /** Where its next step stands. */
  readonly stepPath: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export type BegunLogin = Pick<PendingLogin, 'authentications' | 'remember' | 'next' | 'series'>;

/** A login that begins now; `secret` is the present session secret. */
export function beginPendingLogin(user: User, begun: BegunLogin, secret: string): PendingLogin {
  const id = randomBytes(16).toString('base64url');
  const stampHash = stampHashOf(user, secret);
  return { id, accountId: user.id, stampHash, passed: [], stepPath: '', expiresAt: Date.now() + PENDING_FOR, ...begun };
}

/** The same login, one step on; `authentication` is null for a step that proves nothing. */
export function withStepPassed(login: PendingLogin, step: string, authentication: Authentication | null): PendingLogin {
  const { authentications, passed } = login;
  return {
    ...login,
    passed: [...passed, step],
    authentications: authentication === null ? authentications : withAuthentication(authentications, authentication),
  };
}

/** Keyed: the cookie must not tell the stamp. */
export function stampHashOf({ id, securityStamp }: User, secret: string): string {
  return createHmac('sha256', secret).update(`pending login\n${id}\n${securityStamp}`).digest('base64url');
}

/** Whether a value that we have signed is a pending login of this build's format. */
export function isPendingLogin(value: unknown): value is PendingLogin {
  if (typeof value !== 'object' || value === null) return false;
  const login = value as Partial<Record<keyof PendingLogin, unknown>>;
  const texts = [login.id, login.accountId, login.stampHash, login.stepPath, login.next ?? '', login.series ?? ''];
  const { passed } = login;
  const isPassed = Array.isArray(passed) && passed.every((step) => typeof step === 'string');
  const isWhole = isPassed && typeof login.remember === 'boolean' && typeof login.expiresAt === 'number';
  return isWhole && texts.every((text) => typeof text === 'string') && isAuthentications(login.authentications);
}
