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

/** One try at a step of a login, that has its places in the counts. */
export interface StepPermit {
  /** It was right: only this browser's own count of wrong ones begins anew, the strangers' one stays. */
  succeed(): Promise<void>;
  /** Nothing was tried: no hash has run, and nobody looked at what was typed. */
  refund(): Promise<void>;
}

/** One try of a password. */
export interface LoginPermit extends StepPermit {
  /** For the hash that it is about. */
  readonly hashing: HashRequest;
  /** The password was wrong, so it is none of the right ones. */
  fail(): Promise<void>;
}

/** Where a right password was given: each has a count of its own. */
export type Deed = 'login' | 'confirm';

/** Names of nobody are worked on as accounts are. */
const NOBODY = { id: 'nobody', passwordVersion: 0 };

/**
 * Limits wrong passwords (OWASP ASVS 5.0 6.3.1; NIST SP 800-63B-4, 3.2.2: at most 100 in a row), and right ones of one
 * account, whose owner could keep the hash queue busy. Strangers share one count per account and one per client address;
 * a browser that has logged in to the account before has a count of its own, so that nobody can spend it and lock the owner out.
 */
@Injectable()
export class LoginLimits {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly events: AccountEvents,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'throttleAccount' | 'throttleAddress' | 'throttleLogin'>,
  ) {}

  /**
   * Takes the places of one try, before its hash. `user` is the account that the identifier names; names of
   * nobody are counted alike, by the same calls. Throws {@link TooManyAttempts}.
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
   * Takes the places of one try at a login step, before the step looks at what was typed. They are the account's own
   * counts, but for a device that is known: its tries at steps count apart from its passwords, or every right password
   * would clear the count of wrong codes. Throws {@link TooManyAttempts}.
   */
  async consumeAtStep(user: User, client: LoginAttempt): Promise<StepPermit> {
    const device = client.deviceOf(user);
    const permit = await this.take(user, this.triesOf(user.id, client, device === undefined ? undefined : `${device}\nstep`));
    return {
      succeed: () => (device === undefined ? permit.refund() : permit.reset()),
      refund: () => permit.refund(),
    };
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
