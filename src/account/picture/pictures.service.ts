import { randomBytes } from 'node:crypto';
import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { AccountChangesService } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { isAccountId } from '../../users/user.entity.js';
import { Picture } from './picture.entity.js';

/** Keeps the pictures of accounts in PostgreSQL, beside the accounts: a backup has both, and no instance more than another. */
@Injectable()
export class PicturesService {
  constructor(
    private readonly em: EntityManager,
    private readonly changes: AccountChangesService,
    private readonly events: AccountEvents,
  ) {}

  /** Returns the picture of this version, or null when the account has another one or none. */
  async find(accountId: string, version: unknown): Promise<Uint8Array | null> {
    if (!isAccountId(accountId) || typeof version !== 'string' || !/^[\w-]{22}$/.test(version)) return null;
    const picture = await unitOfWork(this.em).findOne(Picture, { user: accountId, version });
    return picture?.content ?? null;
  }

  /** Puts a picture in the place of the one that there was, and returns the account with its address. */
  async keep(account: Principal, content: Uint8Array): Promise<Principal> {
    const version = randomBytes(16).toString('base64url');
    const changed = await this.changes.changeInTransaction(account, async (user, em) => {
      await em.nativeDelete(Picture, { user: account.id });
      em.create(Picture, { user: account.id, version, content: Buffer.from(content), createdAt: new Date() });
      user.pictureVersion = version;
    });
    this.events.announce('profile-changed', { accountId: account.id, reason: 'picture' });
    return changed;
  }

  /** Removes the picture, if there is one. */
  async remove(account: Principal): Promise<Principal> {
    if (account.pictureVersion === null) return account;
    const changed = await this.changes.changeInTransaction(account, async (user, em) => {
      await em.nativeDelete(Picture, { user: account.id });
      user.pictureVersion = null;
    });
    this.events.announce('profile-changed', { accountId: account.id, reason: 'picture removed' });
    return changed;
  }
}
