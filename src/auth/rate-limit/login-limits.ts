import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { trimOuter } from '../../forms/outer-white-space.js';
import { networkOf } from '../../http/client/network-of.js';
import { type RateLimit, type Permit, RateLimiter, TooManyAttempts } from '../../redis/rate-limiter.js';
import { AccountEvents } from '../../users/account-events.js';
import type { HashRequest } from '../../users/passwords/hash-queue.js';
import { canonicalEmail } from '../../users/rules/account-email.js';
import type { User } from '../../users/user.entity.js';
import type { LoginAttempt } from './login-attempt.js';

/** This is the permit of one try at a login step, which is counted. */
export interface StepPermit {
  /** The try was right: only this browser's own count of wrong ones is reset, and the count of strangers stays. */
  succeed(): Promise<void>;
  /** Nothing was tried: no hash has run, and nobody looked at what was typed. */
  refund(): Promise<void>;
}

/** This is the permit of one try of a password. */
export interface LoginPermit extends StepPermit {
  /** This describes the try to the hash queue. */
  readonly hashing: HashRequest;
  /** The password was wrong, so the try does not count as a right one. */
  fail(): Promise<void>;
}

/** A right password may be given in these places, and each has a count of its own. */
export type Deed = 'login' | 'confirm';

/** Names that no account has are treated as accounts are. */
const NOBODY = { id: 'nobody', passwordVersion: 0 };

/**
 * Limits wrong passwords (OWASP ASVS 5.0 6.3.1; NIST SP 800-63B-4, 3.2.2: at most 100 in a row), and right ones of
 * one account, whose owner could keep the hash queue busy. Strangers share one count per account and one per client
 * address; a browser that has logged in to the account before has a count of its own, so that nobody can use it up
 * and lock the owner out.
 */
@Injectable()
export class LoginLimits {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly events: AccountEvents,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'throttleAccount' | 'throttleAddress' | 'throttleLogin'>,
  ) {}

  /**
   * Counts one try before its hash. `user` is the account that the identifier names; names that no account has are
   * counted alike, by the same calls. Throws {@link TooManyAttempts}.
   */
  async consume(user: User | null, identifier: string, client: LoginAttempt, deed: Deed = 'login'): Promise<LoginPermit> {
    const device = client.deviceOf(user ?? NOBODY);
    const account = user?.id ?? `nobody\n${canonicalEmail(trimOuter(identifier))}`;
    const tries = await this.take(user, this.triesOf(account, client, device));
    const right = await this.take(user, [{ of: deed, whose: account, limits: this.settings.throttleLogin }], tries);
    return {
      hashing: client.hashing(account, device !== undefined),
      succeed: () => (device === undefined ? tries.refund() : tries.reset()),
      fail: () => right.refund(),
      refund: async () => void (await Promise.all([tries.refund(), right.refund()])),
    };
  }

  /**
   * Counts one try at a login step, before the step looks at what was typed. The counts are the account's own, except
   * that a known device counts its tries at steps apart from its passwords: otherwise every right password would
   * reset the count of wrong codes. Throws {@link TooManyAttempts}.
   */
  async consumeAtStep(user: User, client: LoginAttempt): Promise<StepPermit> {
    const device = client.deviceOf(user);
    const permit = await this.take(user, this.triesOf(user.id, client, device === undefined ? undefined : `${device}\nstep`));
    return {
      succeed: () => (device === undefined ? permit.refund() : permit.reset()),
      refund: () => permit.refund(),
    };
  }

  /** Clears the count of wrong passwords that strangers share, after the owner has shown in another way who they are. */
  clearWrongPasswords({ id }: Pick<User, 'id'>): Promise<void> {
    return this.limiter.reset({ of: 'account', whose: id, limits: this.settings.throttleAccount });
  }

  private triesOf(account: string, client: LoginAttempt, device: string | undefined): RateLimit[] {
    const { throttleAccount, throttleAddress } = this.settings;
    if (device !== undefined) return [{ of: 'device', whose: `${account}\n${device}`, limits: throttleAccount }];
    return [
      { of: 'account', whose: account, limits: throttleAccount },
      { of: 'address', whose: networkOf(client.address), limits: throttleAddress },
    ];
  }

  private async take(user: User | null, limits: RateLimit[], before?: Permit): Promise<Permit> {
    try {
      return await this.limiter.consume(...limits);
    } catch (error) {
      await before?.refund();
      if (error instanceof TooManyAttempts) this.events.announce('throttled', { accountId: user?.id, reason: error.of });
      throw error;
    }
  }
}
