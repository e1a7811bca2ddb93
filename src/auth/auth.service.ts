import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { networkOf } from '../http/client/network-of.js';
import { TooManyAttempts } from '../redis/rate-limiter.js';
import { AccountEvents } from '../users/account-events.js';
import { HashQueueFull } from '../users/passwords/hash-queue.js';
import { PasswordHasher } from '../users/passwords/password-hasher.js';
import { isPastReturn, type User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { LoginPacer } from './login/login-pacer.js';
import type { LoginAttempt } from './rate-limit/login-attempt.js';
import { AddressPace } from '../http/client/address-pace.js';
import { LoginLimits, type LoginPermit } from './rate-limit/login-limits.js';

export interface Credentials {
  readonly identifier: string;
  readonly password: string;
}

/**
 * A try without a hash is refused so many milliseconds after its beginning, which is longer than any look-up:
 * otherwise its time would tell whether an account exists.
 */
const REFUSED_AFTER = 10;

/** Verifies credentials. It knows accounts and passwords but nothing of requests. */
@Injectable()
export class AuthService {
  private readonly pace = new AddressPace();
  private readonly pacer = new LoginPacer();

  constructor(
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly limits: LoginLimits,
    private readonly events: AccountEvents,
  ) {}

  /**
   * Returns the account that these credentials belong to, or null. An unknown account, a wrong password and a
   * disabled account cost the same: one SELECT, the same counts and one bcrypt (ASVS 5.0 6.3.8). Throws
   * TooManyAttempts before any hash, at the same time after the beginning for all of them.
   */
  async verify({ identifier, password }: Credentials, client: LoginAttempt): Promise<User | null> {
    // The delay begins before anything that differs, so the time of its end tells nothing.
    const notBefore = delay(REFUSED_AFTER, undefined, { ref: false });
    try {
      const network = networkOf(client.address);
      await this.pace.wait(network);
      const { user, permit } = await this.pacer.run(network, async () => {
        client.disconnect.throwIfAborted();
        const user = await this.users.findByIdentifier(identifier);
        return { user, permit: await this.limits.consume(user, identifier, client, 'login') };
      });
      return await this.checkPassword(user, password, permit);
    } catch (error) {
      if (error instanceof TooManyAttempts) await notBefore;
      throw error;
    }
  }

  /**
   * Returns the account when this is the password of an account that is signed in already, and null otherwise. It
   * counts as a login.
   */
  async verifyAccount(accountId: string, password: string, client: LoginAttempt): Promise<User | null> {
    const user = await this.users.findById(accountId);
    return this.checkPassword(user, password, await this.limits.consume(user, accountId, client, 'confirm'));
  }

  private async checkPassword(user: User | null, password: string, permit: LoginPermit): Promise<User | null> {
    const matches = await this.hasher.matches(password, user?.passwordHash ?? null, permit.hashing).catch(async (error) => {
      await permit.refund();
      throw error;
    });
    if (user === null || !matches || !user.active || isPastReturn(user)) {
      await permit.fail();
      this.tellFailure(user, matches);
      return null;
    }
    await permit.succeed();
    await this.users.noteFirstSignIn(user);
    await this.renewHash(user, password, permit);
    return user;
  }

  /**
   * Replaces the stored string by one of the present cost and pepper, where the old one covers all of the password.
   * With a full queue it stays until the next login.
   */
  private async renewHash(user: User, password: string, { hashing: { account, address, known } }: LoginPermit): Promise<void> {
    if (!this.hasher.needsRehash(user.passwordHash, password)) return;
    try {
      await this.users.storeRehash(user, await this.hasher.hash(password, { account, address, known }));
    } catch (error) {
      if (!(error instanceof HashQueueFull)) throw error;
    }
  }

  private tellFailure(user: User | null, matches: boolean): void {
    const isUnknown = user !== null && !this.hasher.isReadable(user.passwordHash);
    if (isUnknown) this.events.announce('hash-unknown', { accountId: user.id, reason: 'unreadable password hash' });
    else this.events.announce('login-failed', { accountId: user?.id, reason: reason(user, matches) });
  }
}

/** The reason goes into the log only, because the answer is the same for all of them. */
function reason(user: User | null, matches: boolean): string {
  if (user === null) return 'unknown account';
  if (!matches) return 'wrong password';
  return user.active ? 'account past its deletion' : 'disabled account';
}
