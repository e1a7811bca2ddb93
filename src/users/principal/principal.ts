import { isOpen, type User } from '../user.entity.js';

/**
 * A principal is what a request must know of its account, and may keep in Redis for a minute. It holds no secret but
 * the security stamp.
 */
export interface Principal {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  /** The person has proven that they read the mail of this address. */
  readonly emailVerified: boolean;
  /** The person wants to be shown by this name; empty means the username. */
  readonly displayName: string;
  readonly theme: string;
  /** This names the picture in its address; null without a picture. */
  readonly pictureVersion: string | null;
  /** This is ISO 8601. */
  readonly createdAt: string;
  readonly active: boolean;
  /** These are the roles as they are stored; what each gives is declared by modules (docs/roles.md). */
  readonly roles: readonly string[];
  readonly hashTag: string;
  readonly securityStamp: string;
  readonly version: number;
  /** These are hashes of sessions that were revoked one by one and could not have expired since. */
  readonly revokedSessions: readonly string[];
  /** This is what a team's provider adds (see principal-extras.ts). */
  readonly extras?: Readonly<Record<string, unknown>>;
  /** This is the administrator who acts as this account in the session of this request; no cache keeps it. */
  readonly impersonatedBy?: { readonly id: string; readonly username: string };
}

/** By these an account is found in PostgreSQL, and its sessions in Redis. */
export type AccountKeys = Pick<Principal, 'id' | 'hashTag'>;

export function principalOfUser(user: User, revokedSessions: readonly string[] = []): Principal {
  const { id, username, email, displayName, theme, pictureVersion, hashTag, securityStamp, version } = user;
  return {
    id,
    username,
    email,
    emailVerified: user.emailVerifiedAt !== null,
    displayName,
    theme,
    pictureVersion: pictureVersion ?? null,
    createdAt: user.createdAt.toISOString(),
    // An account that its owner has closed is nobody's until a login brings it back.
    active: isOpen(user),
    roles: user.roles,
    hashTag,
    securityStamp,
    version,
    revokedSessions,
  };
}

/** Returns what the cache keeps of an account that is gone: nobody can be signed in as it, and nothing names the person. */
export function tombstoneOf({ id, hashTag }: AccountKeys, version: number): Principal {
  const nobody = { username: '', email: '', emailVerified: false, displayName: '', theme: '', pictureVersion: null };
  const createdAt = new Date(0).toISOString();
  return { id, hashTag, version, ...nobody, createdAt, active: false, roles: [], securityStamp: '', revokedSessions: [] };
}

const TEXTS = ['id', 'username', 'email', 'displayName', 'theme', 'createdAt', 'hashTag', 'securityStamp'] as const;
const FLAGS = ['active', 'emailVerified'] as const;

/**
 * Tells whether every field is there and of its type, because half a principal must decide nothing: an entry of a build
 * that knew no roles is read again.
 */
export function isPrincipal(value: unknown): value is Principal {
  if (typeof value !== 'object' || value === null) return false;
  const { version, revokedSessions, roles, ...fields } = value as Partial<Record<keyof Principal, unknown>>;
  const isListed = isTextList(revokedSessions) && isTextList(roles);
  const hasTexts = TEXTS.every((name) => typeof fields[name] === 'string') && isTextOrNull(fields.pictureVersion);
  const hasFlags = FLAGS.every((name) => typeof fields[name] === 'boolean');
  return isListed && Number.isInteger(version) && hasTexts && hasFlags;
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

declare global {
  namespace Express {
    /** This is `request.user`, as Passport sets it: the account of a signed-in request. */
    interface User extends Principal {}
  }
}
