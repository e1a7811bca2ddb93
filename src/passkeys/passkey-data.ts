import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../database/unit-of-work.js';
import { AccountData } from '../users/data/account-data.js';
import { authenticatorName } from './authenticator-names.js';
import { PasskeyHandle } from './passkey-handle.entity.js';
import { Passkey } from './passkey.entity.js';

/** Passkeys are part of what a person gets a copy of, without keys; they go with the account. */
@Injectable()
export class PasskeyData extends AccountData {
  constructor(private readonly em: EntityManager) {
    super();
  }

  async export(accountId: string): Promise<object> {
    const em = unitOfWork(this.em);
    const handle = await em.findOne(PasskeyHandle, { user: accountId });
    const passkeys = await em.find(Passkey, { user: accountId }, { orderBy: { id: 'asc' } });
    return {
      passkeyHandle: handle?.handle ?? null,
      passkeys: passkeys.map(({ name, createdAt, lastUsedAt, backedUp, discoverable, aaguid }) => ({
        name,
        createdAt,
        lastUsedAt,
        synced: backedUp,
        discoverable,
        authenticator: authenticatorName(aaguid) ?? null,
      })),
    };
  }

  async erase(accountId: string, em: EntityManager): Promise<void> {
    await em.nativeDelete(Passkey, { user: accountId });
    await em.nativeDelete(PasskeyHandle, { user: accountId });
  }
}
