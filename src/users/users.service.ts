import { EntityManager, UniqueConstraintViolationException } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../database/unit-of-work.js';
import { isPrintableAscii, lowerAscii } from '../forms/ascii.js';
import { trimOuter } from '../forms/outer-white-space.js';
import { unlessOutage } from '../outages/outage.js';
import { canonicalEmail } from './rules/account-email.js';
import { User } from './user.entity.js';

export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly passwordHash: string;
}

export type UniqueField = 'username' | 'email';

/** These are the accounts that have a name and an address; null where nobody has it, and where it was not asked. */
export type Holders = Readonly<Record<UniqueField, User | null>>;

/** Is thrown when another account has this name or address: the database says so, whatever was asked before. */
export class FieldTaken extends Error {
  override readonly name = 'FieldTaken';

  constructor(readonly field: UniqueField) {
    super(field);
  }
}

/** Creates, finds and changes accounts. It knows nothing of requests. */
@Injectable()
export class UsersService {
  constructor(private readonly em: EntityManager) {}

  /** Stores a new account. Throws {@link FieldTaken} when its name or address came second. */
  async create({ username, email, passwordHash }: NewUser): Promise<User> {
    const em = unitOfWork(this.em);
    const user = em.create(User, { username, usernameKey: lowerAscii(username), email: canonicalEmail(email), passwordHash });
    try {
      await em.flush();
    } catch (error) {
      throw takenField(error) ?? error;
    }
    return user;
  }

  /**
   * Finds an account by username or e-mail address, whatever the case of A to Z and the form of its domain, with one
   * indexed SELECT, for unknown names too.
   */
  async findByIdentifier(identifier: string): Promise<User | null> {
    const text = canonicalEmail(trimOuter(identifier));
    // No account has other characters, and PostgreSQL refuses some of them, so the query asks for nobody instead.
    const key = isPrintableAscii(text) ? text : '';
    return unitOfWork(this.em).findOne(User, key.includes('@') ? { email: key } : { usernameKey: key });
  }

  async findById(id: string): Promise<User | null> {
    return unitOfWork(this.em).findOne(User, { id });
  }

  /** Finds who has this name and this address, for those that keep the rules, with one indexed SELECT. */
  async holdersOf(wanted: { username?: string; email?: string }): Promise<Holders> {
    const usernameKey = wanted.username === undefined ? undefined : lowerAscii(wanted.username);
    const email = wanted.email === undefined ? undefined : canonicalEmail(wanted.email);
    const either = [...(usernameKey ? [{ usernameKey }] : []), ...(email ? [{ email }] : [])];
    const found = either.length === 0 ? [] : await unitOfWork(this.em).find(User, { $or: either });
    return {
      username: found.find((user) => user.usernameKey === usernameKey) ?? null,
      email: found.find((user) => user.email === email) ?? null,
    };
  }

  /**
   * Notes the first right password ever: from then on a repeated sign-up does not get the account. A login does
   * without it in an outage.
   */
  async noteFirstSignIn(user: User): Promise<void> {
    if (user.firstSignedInAt !== null) return;
    // The version stays, because nothing that a session knows of the account has changed.
    const first = { id: user.id, version: user.version, firstSignedInAt: null };
    const noted = { firstSignedInAt: new Date(), version: user.version };
    await unitOfWork(this.em).nativeUpdate(User, first, noted).catch(unlessOutage);
  }

  /** Replaces the stored password string by one of the present cost and pepper; the password is the same. */
  async storeRehash(user: User, passwordHash: string): Promise<void> {
    // Only the string that was verified is replaced: a password change in between must win.
    await unitOfWork(this.em).nativeUpdate(User, { id: user.id, passwordHash: user.passwordHash }, { passwordHash });
  }
}

function takenField(error: unknown): FieldTaken | undefined {
  if (!(error instanceof UniqueConstraintViolationException)) return undefined;
  const constraint: unknown = Reflect.get(error, 'constraint');
  if (constraint === 'users_username_key_unique') return new FieldTaken('username');
  return constraint === 'users_email_unique' ? new FieldTaken('email') : undefined;
}
