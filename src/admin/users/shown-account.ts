import type { User } from '../../users/user.entity.js';
import type { AccountState } from './account-filter.js';

/** This is an account as administrators see it alone. */
export interface ShownAccount {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  readonly state: AccountState;
  readonly roles: readonly string[];
  readonly emailVerified: boolean;
  readonly createdAt: string;
  /** To the hour; null for never. */
  readonly lastSeenAt: string | null;
  /** This is when a closed account is removed. */
  readonly deleteAt: string | null;
  /** Whoever changes the account says which version they saw. */
  readonly version: number;
}

export function shownAccount(user: User): ShownAccount {
  const { id, username, email, displayName, roles, version, active, deleteAt, lastSeenAt } = user;
  return {
    id,
    username,
    email,
    displayName,
    state: active ? (deleteAt === null ? 'active' : 'closed') : 'disabled',
    roles,
    emailVerified: user.emailVerifiedAt !== null,
    createdAt: user.createdAt.toISOString(),
    lastSeenAt: lastSeenAt.getTime() === 0 ? null : lastSeenAt.toISOString(),
    deleteAt: deleteAt?.toISOString() ?? null,
    version,
  };
}
