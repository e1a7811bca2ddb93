import { Injectable } from '@nestjs/common';
import { AccountEvents } from '../../users/account-events.js';
import { PasswordHasher } from '../../users/passwords/password-hasher.js';
import type { User } from '../../users/user.entity.js';
import type { Holders } from '../../users/users.service.js';
import type { LoginAttempt } from '../rate-limit/login-attempt.js';
import { LoginLimits } from '../rate-limit/login-limits.js';

/** A sign-up that comes again within so many milliseconds is a double click, a reload or a lost answer. */
const REPEATED_WITHIN = 10 * 60_000;

/** Treats a sign-up that repeats the one before it as the same person: whoever missed the answer gets it again. */
@Injectable()
export class RepeatedSignUp {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly limits: LoginLimits,
    private readonly events: AccountEvents,
  ) {}

  /**
   * Returns the account that this very sign-up has made, or null: it has this name, address and password, is young
   * and has never been signed in to. A wrong password counts as one at the login, and an account that is too old
   * costs the same hash, so that neither tells more than a login does. Throws TooManyAttempts, HashQueueFull,
   * ClientDisconnected.
   */
  async accountOf({ username: user, email: other }: Holders, password: string, client: LoginAttempt): Promise<User | null> {
    if (user === null || user.id !== other?.id) return null;
    const permit = await this.limits.consume(user, user.id, client);
    const stored = isYoung(user) ? user.passwordHash : null;
    const matches = await this.hasher.matches(password, stored, permit.hashing).catch(async (error: unknown) => {
      await permit.refund();
      throw error;
    });
    if (matches) {
      await permit.succeed();
      return user;
    }
    await permit.fail();
    this.events.announce('login-failed', { accountId: user.id, reason: 'repeated sign-up' });
    return null;
  }
}

function isYoung({ active, createdAt, firstSignedInAt }: User): boolean {
  return active && firstSignedInAt === null && Date.now() - createdAt.getTime() < REPEATED_WITHIN;
}
