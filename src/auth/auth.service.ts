import { Injectable } from '@nestjs/common';
import { AccountEvents } from '../users/account-events.js';
import { PasswordHasher } from '../users/passwords/password-hasher.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import type { LoginAttempt } from './rate-limit/login-attempt.js';
import { LoginLimits } from './rate-limit/login-limits.js';

export interface Credentials {
  readonly identifier: string;
  readonly password: string;
}

/** Proving who somebody is. Knows accounts and passwords, nothing of requests. */
@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly limits: LoginLimits,
    private readonly events: AccountEvents,
  ) {}

  /**
   * The account that these credentials prove, or null. An unknown account, a wrong password and a disabled
   * account cost the same: one SELECT, the same counts and one bcrypt of the present cost (ASVS 5.0 6.3.8).
   * Throws TooManyAttempts before any hash.
   */
  async verify({ identifier, password }: Credentials, client: LoginAttempt): Promise<User | null> {
    return this.checkPassword(await this.users.findByIdentifier(identifier), identifier, password, client);
  }

  /** Whether this is the password of an account that is signed in already; the account, or null. Counted as a login. */
  async verifyAccount(accountId: string, password: string, client: LoginAttempt): Promise<User | null> {
    return this.checkPassword(await this.users.findById(accountId), accountId, password, client);
  }

  private async checkPassword(
    user: User | null,
    identifier: string,
    password: string,
    client: LoginAttempt,
  ): Promise<User | null> {
    const permit = await this.limits.consume(user, identifier, client);
    const matches = await this.hasher.matches(password, user?.passwordHash ?? null, client.disconnect).catch(async (error) => {
      await permit.refund();
      throw error;
    });
    if (user === null || !matches || !user.active) {
      this.events.announce('login-failed', { accountId: user?.id, reason: reason(user, matches) });
      return null;
    }
    await permit.succeed();
    await this.users.noteFirstSignIn(user);
    if (this.hasher.needsRehash(user.passwordHash)) {
      await this.users.storeRehash(user, await this.hasher.hash(password));
    }
    return user;
  }
}

/** For the log only: the answer is the same for all three. */
function reason(user: User | null, matches: boolean): string {
  if (user === null) return 'unknown account';
  return matches ? 'disabled account' : 'wrong password';
}
