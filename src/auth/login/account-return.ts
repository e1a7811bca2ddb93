import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { Flash } from '../../http/responses/flash.js';
import { RedisPort } from '../../redis/redis-port.js';
import { AccountEvents } from '../../users/account-events.js';
import { AccountClosing, AccountGone } from '../../users/removal/account-closing.js';
import type { User } from '../../users/user.entity.js';

const RETURN = 'deletion-cancelled';

/** A login that is repeated within so many milliseconds is told the same, because the first answer may have been lost. */
const TOLD_FOR = 60_000;

export interface Returned {
  readonly user: User;
  /** The person is to be told that the account is theirs again. */
  readonly hasReturned: boolean;
}

/** Brings an account back that its owner has closed, at the end of a whole login. */
@Injectable()
export class AccountReturn {
  constructor(
    private readonly closing: AccountClosing,
    private readonly redis: RedisPort,
    private readonly flash: Flash,
    private readonly events: AccountEvents,
  ) {}

  /** Returns the account as it is now. Throws LoginRequired when it is too late. */
  async bringBack(request: Request, account: User): Promise<Returned> {
    const { user, wasClosed } = await this.closing.reopen(account).catch((error: unknown) => {
      throw error instanceof AccountGone ? new LoginRequired(undefined, '/login') : error;
    });
    const hasReturned = wasClosed || (await this.redis.claims.find(user.hashTag, RETURN)) !== null;
    if (wasClosed) {
      await this.redis.claims.replace(user.hashTag, RETURN, '1', Date.now() + TOLD_FOR);
      this.events.announce('deletion-cancelled', { accountId: user.id });
    }
    if (hasReturned) this.flash.add(request, 'deletionCancelled');
    return { user, hasReturned };
  }
}
