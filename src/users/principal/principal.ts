import type { User } from '../user.entity.js';

/**
 * A principal is what a request must know of its account, and may keep in Redis for a minute. It holds no secret but
 * the security stamp.
 */
export interface Principal {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  /** This is ISO 8601. */
  readonly createdAt: string;
  readonly active: boolean;
  readonly hashTag: string;
  readonly securityStamp: string;
  readonly version: number;
  /** These are hashes of sessions that were revoked one by one and could not have expired since. */
  readonly revokedSessions: readonly string[];
  /** This is what a team's provider adds (see principal-extras.ts). */
  readonly extras?: Readonly<Record<string, unknown>>;
}

export function principalOfUser(user: User, revokedSessions: readonly string[] = []): Principal {
  const { id, username, email, createdAt, active, hashTag, securityStamp, version } = user;
  return { id, username, email, createdAt: createdAt.toISOString(), active, hashTag, securityStamp, version, revokedSessions };
}

/** Tells whether every field is there and of its type, because half a principal must decide nothing. */
export function isPrincipal(value: unknown): value is Principal {
  if (typeof value !== 'object' || value === null) return false;
  const { active, version, revokedSessions, ...names } = value as Partial<Record<keyof Principal, unknown>>;
  const texts = [names.id, names.username, names.email, names.createdAt, names.hashTag, names.securityStamp];
  const isListed = Array.isArray(revokedSessions) && revokedSessions.every((hash) => typeof hash === 'string');
  return isListed && typeof active === 'boolean' && Number.isInteger(version) && texts.every((text) => typeof text === 'string');
}

declare global {
  namespace Express {
    /** This is `request.user`, as Passport sets it: the account of a signed-in request. */
    interface User extends Principal {}
  }
}
