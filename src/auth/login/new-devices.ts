import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Visitors } from '../../http/responses/visitor-facts.js';
import { Notices } from '../../notices/notices.service.js';
import { RateLimiter, TooManyAttempts } from '../../redis/rate-limiter.js';
import type { User } from '../../users/user.entity.js';
import { DeviceCookie } from '../rate-limit/device-cookie.js';
import type { PendingLogin } from './pending-login.js';

/** A program that keeps no cookies is a new browser at each login, and nobody reads a hundred mails a day of it. */
const TOLD_AT_MOST = [{ count: 10, period: 24 * 3_600_000 }] as const;

/** Tells people of a login in a browser that their account has not been used in before. */
@Injectable()
export class NewDevices {
  constructor(
    private readonly devices: DeviceCookie,
    private readonly limiter: RateLimiter,
    private readonly notices: Notices,
    private readonly visitors: Visitors,
  ) {}

  /**
   * Comes before the session begins: whoever has passed every step is told of, also when the process dies then. The
   * account's very first login is no news to the person who has just made it.
   */
  async tell(request: Request, user: User, { isFirst }: Pick<PendingLogin, 'isFirst'>): Promise<void> {
    if (isFirst === true || this.devices.deviceOf(request, user) !== undefined || !(await this.mayTell(user))) return;
    await this.notices.putAlone(user, 'newDevice', this.visitors.of(request));
  }

  private async mayTell({ id }: User): Promise<boolean> {
    try {
      await this.limiter.consume({ of: 'new-device', whose: id, limits: TOLD_AT_MOST });
      return true;
    } catch (error) {
      if (error instanceof TooManyAttempts) return false;
      throw error;
    }
  }
}
