import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { isPastReturn, type User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { PasskeyRefused } from '../ceremony/passkey-refused.js';
import { PasskeyAuthentication, type ShownPasskey } from '../passkey-authentication.js';

/** Finds whose passkey was shown at a login, and whether that account may log in. */
@Injectable()
export class PasskeyAccounts {
  constructor(
    private readonly authentication: PasskeyAuthentication,
    private readonly users: UsersService,
  ) {}

  /** Returns the account. Throws PasskeyRefused for one that a right password would not open either. */
  async authenticate(
    request: Request,
    response: Response,
    posted: unknown,
  ): Promise<{ readonly user: User; readonly shown: ShownPasskey }> {
    const demand = { purpose: 'login', whose: '', accountId: null } as const;
    const shown = await this.authentication.take(request, response, posted, demand);
    const user = await this.users.findById(shown.accountId);
    if (user?.active === true && !isPastReturn(user)) return { user, shown };
    const refusal = new PasskeyRefused(user?.active === false ? 'disabled account' : 'account past its deletion');
    await this.authentication.refused(request, shown.accountId, refusal);
    throw refusal;
  }
}
