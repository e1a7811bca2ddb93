import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../database/unit-of-work.js';
import { AccountData } from '../users/data/account-data.js';
import { User } from '../users/user.entity.js';
import { AccountSessionsService } from './account-sessions.service.js';
import { Series } from './remember-me/series.entity.js';

/** Sessions lie in Redis, which no rollback reaches, so they end when all else is erased. */
const LAST = 1_000;

/** Exports and erases the sessions and remembered devices of an account. */
@Injectable()
export class SessionsData extends AccountData {
  override readonly order = LAST;

  constructor(
    private readonly em: EntityManager,
    private readonly accountSessions: AccountSessionsService,
  ) {
    super();
  }

  async export(accountId: string): Promise<object> {
    const em = unitOfWork(this.em);
    const { hashTag } = await em.findOneOrFail(User, { id: accountId });
    const sessions = await this.accountSessions.listAll(hashTag);
    const series = await em.find(Series, { user: accountId }, { orderBy: { lastUsedAt: 'desc' } });
    return {
      sessions: sessions.map(({ createdAt, lastSeenAt, ip, userAgent }) => ({ createdAt, lastSeenAt, ip, userAgent })),
      rememberedDevices: series.map(({ createdAt, lastUsedAt, expiresAt, address, userAgent }) => ({
        createdAt,
        lastUsedAt,
        expiresAt,
        ip: address,
        userAgent,
      })),
    };
  }

  async erase(accountId: string, em: EntityManager): Promise<void> {
    const { hashTag } = await em.findOneOrFail(User, { id: accountId });
    await em.nativeDelete(Series, { user: accountId });
    await this.accountSessions.endAll(hashTag, 'removed');
  }
}
