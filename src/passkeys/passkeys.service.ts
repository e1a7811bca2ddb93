import { randomBytes } from 'node:crypto';
import { EntityManager, LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../database/unit-of-work.js';
import type { VisitorFacts } from '../http/responses/visitor-facts.js';
import { Notices } from '../notices/notices.service.js';
import type { PasskeyRemoval } from '../second-factor/passkey-removal.js';
import { PasskeyCount } from '../second-factor/passkey-count.js';
import { AccountEvents } from '../users/account-events.js';
import { User } from '../users/user.entity.js';
import type { MadePasskey } from './ceremony/verification.js';
import { PasskeyHandle } from './passkey-handle.entity.js';
import { Passkey } from './passkey.entity.js';
import { PasskeyNeeded, PasskeysFull, PasskeyTaken } from './passkey-problems.js';
import { PasskeyWish } from './passkey-wish.js';

/** One account has at most so many: a person has fewer devices, and a browser is told all of them at each registration. */
export const PASSKEYS_AT_MOST = 25;

const HANDLE_BYTES = 32;

/** Keeps the passkeys of accounts. */
@Injectable()
export class PasskeysService extends PasskeyCount implements PasskeyRemoval {
  constructor(
    private readonly em: EntityManager,
    private readonly notices: Notices,
    private readonly events: AccountEvents,
    private readonly wish: PasskeyWish,
  ) {
    super();
  }

  override of(accountId: string, em: EntityManager = unitOfWork(this.em)): Promise<number> {
    return em.count(Passkey, { user: accountId });
  }

  /** Returns the passkeys of an account, the oldest first. */
  list(accountId: string): Promise<Passkey[]> {
    return unitOfWork(this.em).find(Passkey, { user: accountId }, { orderBy: { id: 'asc' } });
  }

  /** Finds one of the account's own. */
  find(accountId: string, id: string): Promise<Passkey | null> {
    return unitOfWork(this.em).findOne(Passkey, { id, user: accountId });
  }

  /** Finds the passkey that an authenticator names. */
  findByCredentialId(credentialId: string): Promise<Passkey | null> {
    return unitOfWork(this.em).findOne(Passkey, { credentialId });
  }

  /** Returns the handle of the account, which is made when it is first asked for; of many requests at once all get the same. */
  async handleOf(accountId: string): Promise<string> {
    const em = unitOfWork(this.em);
    const known = await em.findOne(PasskeyHandle, { user: accountId });
    if (known !== null) return known.handle;
    const handle = randomBytes(HANDLE_BYTES).toString('base64url');
    await em.upsert(PasskeyHandle, { user: accountId, handle }, { onConflictFields: ['user'], onConflictAction: 'ignore' });
    return (await unitOfWork(this.em).findOneOrFail(PasskeyHandle, { user: accountId })).handle;
  }

  /** Adds a passkey. Throws {@link PasskeyTaken} where somebody has it already, and {@link PasskeysFull}. */
  async add(
    accountId: string,
    made: MadePasskey & Pick<Passkey, 'discoverable'>,
    name: string,
    by: VisitorFacts,
  ): Promise<Passkey> {
    const passkey = await unitOfWork(this.em)
      .transactional(async (em) => {
        const user = await lock(em, accountId);
        if ((await this.of(accountId, em)) >= PASSKEYS_AT_MOST) throw new PasskeysFull();
        const added = em.create(Passkey, { ...made, user: accountId, name, createdAt: new Date(), lastUsedAt: null });
        await em.flush();
        await this.notices.put(em, user, 'passkeyAdded', by);
        return added;
      })
      .catch((error: unknown) => {
        throw error instanceof UniqueConstraintViolationException ? new PasskeyTaken() : error;
      });
    this.events.announce('passkey-added', { accountId });
    return passkey;
  }

  /** Returns false where the account has no such passkey. */
  async rename(accountId: string, id: string, name: string): Promise<boolean> {
    const renamed = await unitOfWork(this.em).nativeUpdate(Passkey, { id, user: accountId }, { name });
    if (renamed > 0) this.events.announce('passkey-renamed', { accountId });
    return renamed > 0;
  }

  /**
   * Removes one, and returns false where the account has no such passkey. Throws {@link PasskeyNeeded} where a login by
   * password could ask for none afterwards, though the person wants it to.
   */
  async remove(accountId: string, id: string, by: VisitorFacts): Promise<boolean> {
    const isRemoved = await unitOfWork(this.em).transactional(async (em) => {
      const user = await lock(em, accountId);
      if ((await em.nativeDelete(Passkey, { id, user: accountId })) === 0) return false;
      if (!(await this.wish.isKept(user, await this.of(accountId, em), em))) throw new PasskeyNeeded();
      await this.notices.put(em, user, 'passkeyRemoved', by);
      return true;
    });
    if (isRemoved) this.events.announce('passkey-removed', { accountId });
    return isRemoved;
  }

  /** Removes all of an account in the transaction of `em`, and returns how many there were. */
  removeAll(em: EntityManager, accountId: string): Promise<number> {
    return em.nativeDelete(Passkey, { user: accountId });
  }
}

/** Changes of one account's passkeys come one after the other. */
function lock(em: EntityManager, accountId: string): Promise<User> {
  return em.findOneOrFail(User, { id: accountId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
