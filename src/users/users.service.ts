import { EntityManager, raw } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../database/unit-of-work.js';
import { isPrintableAscii, lowerAscii } from '../forms/ascii.js';
import { trimOuter } from '../forms/outer-white-space.js';
import { unlessOutage } from '../outages/outage.js';
import { FieldTaken, takenField, type UniqueField } from './field-taken.js';
import { FormerEmails } from './former-emails/former-emails.service.js';
import { canonicalEmail } from './rules/account-email.js';
import { UsernameReservations } from './removal/username-reservations.js';
import { User } from './user.entity.js';

export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly passwordHash: string;
  /** The account is removed at this time unless it has proven its address; without it it may stay. */
  readonly purgeAt?: Date | null;
  /** This is when the address was proven; without it it is unproven. */
  readonly emailVerifiedAt?: Date | null;
  readonly roles?: readonly string[];
}

/** These are the accounts that have a name and an address, or may take the address back; null where nobody has it, and where it was not asked. */
export interface Holders extends Readonly<Record<UniqueField, User | null>> {
  /** The name was that of an account that is gone, not long ago. */
  readonly isReserved: boolean;
}

/** Which accounts are meant: all that is undefined says nothing. */
export interface AccountFilter {
  readonly active: boolean | undefined;
  /** A part of the username or the address, whatever the case of A to Z. */
  readonly match: string | undefined;
  /** The username that the page before ended with. */
  readonly after: string | undefined;
}

/** Creates, finds and changes accounts. It knows nothing of requests. */
@Injectable()
export class UsersService {
  constructor(
    private readonly em: EntityManager,
    private readonly reservations: UsernameReservations,
    private readonly formerEmails: FormerEmails,
  ) {}

  /**
   * Stores a new account, and in the same transaction what `along` does by its EntityManager, such as putting a mail
   * into the outbox. Throws {@link FieldTaken} when its name or address came second.
   */
  async create(
    { username, email, passwordHash, purgeAt = null, emailVerifiedAt = null, roles = [] }: NewUser,
    along: (user: User, em: EntityManager) => void | Promise<void> = () => undefined,
  ): Promise<User> {
    const names = { username, usernameKey: lowerAscii(username), email: canonicalEmail(email) };
    // A column that is left out would be undefined until the row is read again.
    const nothingYet = { firstSignedInAt: null, pictureVersion: null, deleteAt: null };
    return unitOfWork(this.em).transactional(async (em) => {
      const user = em.create(User, { ...names, passwordHash, ...nothingYet, purgeAt, emailVerifiedAt, roles: [...roles] });
      await em.flush().catch((error: unknown) => {
        throw takenField(error) ?? error;
      });
      if (await this.formerEmails.isKeptFrom(user.id, user.email, em)) throw new FieldTaken('email');
      await along(user, em);
      return user;
    });
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

  /** Finds who has, or had, this name, and who has this address, for those that keep the rules, by indexed SELECTs. */
  async holdersOf(wanted: { username?: string; email?: string }): Promise<Holders> {
    const usernameKey = wanted.username === undefined ? undefined : lowerAscii(wanted.username);
    const email = wanted.email === undefined ? undefined : canonicalEmail(wanted.email);
    const either = [...(usernameKey ? [{ usernameKey }] : []), ...(email ? [{ email }] : [])];
    const found = either.length === 0 ? [] : await unitOfWork(this.em).find(User, { $or: either });
    // This is asked last: a name that is given up between the two is reserved by the same commit.
    const holder = found.find((user) => user.email === email) ?? (email ? await this.formerEmails.keeperOf(email) : null);
    const isReserved = wanted.username !== undefined && (await this.reservations.isReserved(wanted.username));
    return {
      isReserved,
      username: found.find((user) => user.usernameKey === usernameKey) ?? null,
      email: holder,
    };
  }

  /** Lists accounts in the order of their usernames, at most `limit`. */
  async list({ active, match, after, limit }: AccountFilter & { readonly limit: number }): Promise<User[]> {
    const part = match === undefined ? undefined : `%${lowerAscii(match).replaceAll(/[\\%_]/g, '\\$&')}%`;
    const where = {
      ...(active !== undefined && { active }),
      ...(part !== undefined && { $or: [{ usernameKey: { $like: part } }, { email: { $like: part } }] }),
      ...(after !== undefined && { usernameKey: { $gt: lowerAscii(after) } }),
    };
    return unitOfWork(this.em).find(User, where, { orderBy: { usernameKey: 'asc' }, limit });
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

  /** Lets an account stay that was to be removed unless it proved its address: somebody uses it. */
  async keep({ id, purgeAt }: User): Promise<void> {
    if (purgeAt === null) return;
    // The version stays, because nothing that a session knows of the account has changed.
    await unitOfWork(this.em).nativeUpdate(User, { id }, { purgeAt: null, version: raw<number>('version') });
  }

  /** Replaces the stored password string by one of the present cost and pepper; the password is the same. */
  async storeRehash(user: User, passwordHash: string): Promise<void> {
    // Only the string that was verified is replaced: a password change in between must win.
    await unitOfWork(this.em).nativeUpdate(User, { id: user.id, passwordHash: user.passwordHash }, { passwordHash });
  }
}
