import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { AccountData } from '../../users/data/account-data.js';
import { MassRevocation } from './mass-revocation.entity.js';

/** Exports and erases which mass revocations name an account, and which an administrator has made. */
@Injectable()
export class MassRevocationsData extends AccountData {
  constructor(private readonly em: EntityManager) {
    super();
  }

  async export(accountId: string): Promise<object> {
    const named = [{ users: { $contains: [accountId] } }, { roleHolders: { $contains: [accountId] } }];
    const rows = await unitOfWork(this.em).find(MassRevocation, { $or: [...named, { createdBy: accountId }] });
    const shown = ({ before, reason, createdAt, expiresAt, createdBy }: MassRevocation) => {
      return { before, reason, createdAt, expiresAt, madeByYou: createdBy === accountId };
    };
    return { massRevocations: rows.map(shown) };
  }

  /** The list of the others stays: one that is empty still means nobody, not everybody. */
  async erase(accountId: string, em: EntityManager): Promise<void> {
    const named = [{ users: { $contains: [accountId] } }, { roleHolders: { $contains: [accountId] } }];
    const rows = await em.find(MassRevocation, { $or: [...named, { createdBy: accountId }] });
    const others = (ids: string[] | null | undefined) => ids?.filter((id) => id !== accountId) ?? null;
    for (const row of rows) {
      Object.assign(row, { users: others(row.users), roleHolders: others(row.roleHolders) });
      if (row.createdBy === accountId) row.createdBy = 'erased';
    }
    await em.flush();
  }
}
