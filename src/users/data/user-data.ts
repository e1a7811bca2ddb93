import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { RevokedSession } from '../principal/revoked-session.entity.js';
import { User } from '../user.entity.js';
import { AccountData } from './account-data.js';

/** The row of the account itself goes last, when nothing refers to it any more (account-removal.ts). */
@Injectable()
export class UserData extends AccountData {
  constructor(private readonly em: EntityManager) {
    super();
  }

  async export(accountId: string): Promise<object> {
    const em = unitOfWork(this.em);
    const user = await em.findOneOrFail(User, { id: accountId });
    const revoked = await em.find(RevokedSession, { user: accountId }, { orderBy: { expiresAt: 'asc' } });
    const { id, username, email, active, createdAt, firstSignedInAt, emailVerifiedAt, deleteAt, purgeAt } = user;
    const { displayName, theme, roles, lastSeenAt, mustChangePassword, passkeyAfterPassword } = user;
    const times = { createdAt, firstSignedInAt, lastSeenAt, emailVerifiedAt, deleteAt, purgeAt };
    return {
      account: { id, username, email, active, roles, ...times, mustChangePassword, passkeyAfterPassword },
      profile: { displayName, theme },
      revokedSessions: revoked.map(({ expiresAt }) => ({ expiresAt })),
    };
  }

  async erase(accountId: string, em: EntityManager): Promise<void> {
    await em.nativeDelete(RevokedSession, { user: accountId });
  }
}
