import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { lowerAscii, trimAscii } from '../../forms/ascii.js';
import { AccountEvents } from '../../users/account-events.js';
import type { User } from '../../users/user.entity.js';
import type { LoginAttempt } from './login-attempt.js';
import { networkOf } from './network-of.js';
import { type RateLimit, type Permit, RateLimiter, TooManyAttempts } from './rate-limiter.js';

/** One try of a password, or at a step of a login, that has its places in the counts. */
export interface LoginPermit {
  /** It was right: only this browser's own count begins anew, the strangers' one stays. */
  succeed(): Promise<void>;
  /** No hash has run, so nothing was tried. */
  refund(): Promise<void>;
}

/**
 * Limits wrong passwords (OWASP ASVS 5.0 6.3.1; NIST SP 800-63B-4, 3.2.2: at most 100 in a row). Strangers
 * share one count per account and one per client address; a browser that has logged in to the account
 * before has a count of its own, so that nobody can spend it and lock the owner out.
 */
@Injectable()
export class LoginLimits {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly events: AccountEvents,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'throttleAccount' | 'throttleAddress'>,
  ) {}

  /**
   * Takes the places of one try, before its hash. `user` is the account that the identifier names; names of
   * nobody are counted alike. Throws {@link TooManyAttempts}.
   */
  async consume(user: User | null, identifier: string, client: LoginAttempt): Promise<LoginPermit> {
    const device = user === null ? undefined : client.deviceOf(user);
    return this.permit(user, device, this.limitsFor(user, identifier, client, device));
  }

  /**
   * Takes the places of one try at a login step, before the step looks at what was typed. They are the account's own
   * counts, but for a device that is known: its tries at steps count apart from its passwords, or every right password
   * would clear the count of wrong codes. Throws {@link TooManyAttempts}.
   */
  async consumeAtStep(user: User, client: LoginAttempt): Promise<LoginPermit> {
    const device = client.deviceOf(user);
    return this.permit(user, device, this.limitsFor(user, '', client, device === undefined ? undefined : `${device}\nstep`));
  }

  private async permit(user: User | null, device: string | undefined, limits: RateLimit[]): Promise<LoginPermit> {
    const permit = await this.take(user, limits);
    return {
      succeed: () => (device === undefined ? permit.refund() : permit.reset()),
      refund: () => permit.refund(),
    };
  }

  private limitsFor(user: User | null, identifier: string, client: LoginAttempt, device: string | undefined): RateLimit[] {
    const { throttleAccount, throttleAddress } = this.settings;
    const account = user === null ? `nobody\n${lowerAscii(trimAscii(identifier))}` : user.id;
    if (device !== undefined) return [{ of: 'device', whose: `${account}\n${device}`, limits: throttleAccount }];
    return [
      { of: 'account', whose: account, limits: throttleAccount },
      { of: 'address', whose: networkOf(client.address), limits: throttleAddress },
    ];
  }

  private async take(user: User | null, limits: RateLimit[]): Promise<Permit> {
    try {
      return await this.limiter.consume(...limits);
    } catch (error) {
      if (error instanceof TooManyAttempts) this.events.announce('throttled', { accountId: user?.id, reason: error.of });
      throw error;
    }
  }
}
