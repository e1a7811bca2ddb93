import { EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { ServiceUnavailable } from '../../http/errors/service-unavailable.js';
import { Logger } from '../../log/logger.js';
import { isStoreUnavailable } from '../../outages/outage.js';
import { AccountEvents } from '../account-events.js';
import { AccountDataProviders } from '../data/account-data.providers.js';
import { isActiveAdmin, refuseLastAdmin } from '../last-admin.js';
import { PrincipalsService } from '../principal/principals.service.js';
import { User } from '../user.entity.js';
import { UsernameReservations } from './username-reservations.js';

/** Is thrown when a module could not erase what it keeps about the person: then nothing is gone, and the log says why. */
export class ErasureFailed extends ServiceUnavailable {
  override readonly name = 'ErasureFailed';

  constructor() {
    super('account data could not be erased');
  }
}

export interface Removal {
  /** This stands in the log, such as `operator`. */
  readonly reason: string;
  /** This is who does it, where that is another account. */
  readonly actorId?: string | undefined;
  /** This is done in the same transaction, when all that is kept about the person is gone. */
  readonly along?: (user: User, em: EntityManager) => void | Promise<void>;
  /** Nobody gets the name for 90 days, or anybody at once, for an account that was nobody's. */
  readonly username: 'reserved' | 'free';
  /** Is asked when the row is locked: an account for which it is false stays. */
  readonly isDue?: (user: User) => boolean;
  /** An account that somebody else is changing at this moment is left alone. */
  readonly skipsLocked?: boolean;
}

/** Removes accounts with all that modules keep about their people. Every end of an account comes here. */
@Injectable()
export class AccountRemoval {
  constructor(
    private readonly em: EntityManager,
    private readonly principals: PrincipalsService,
    private readonly data: AccountDataProviders,
    private readonly reservations: UsernameReservations,
    private readonly events: AccountEvents,
    private readonly logger: Logger,
  ) {}

  /**
   * Removes the account in one transaction with all that the providers of AccountData keep. Returns false where there
   * is nothing to remove (any more). Throws {@link ErasureFailed} when a provider throws, and LastAdmin where nobody would
   * be left who runs the site; nothing is gone then.
   */
  async remove(accountId: string, removal: Removal): Promise<boolean> {
    const { reason, actorId, along, username, isDue, skipsLocked = false } = removal;
    const found = await unitOfWork(this.em).findOne(User, { id: accountId }, { fields: ['hashTag'] });
    if (found === null) return false;
    const lockMode = skipsLocked ? LockMode.PESSIMISTIC_PARTIAL_WRITE : LockMode.PESSIMISTIC_WRITE;
    const removed = await this.principals.remove({ id: accountId, hashTag: found.hashTag }, () =>
      unitOfWork(this.em).transactional(async (transaction) => {
        const user = await transaction.findOne(User, { id: accountId }, { lockMode });
        if (user === null || isDue?.(user) === false) return null;
        if (isActiveAdmin(user)) await refuseLastAdmin(transaction, accountId);
        await this.erase(accountId, transaction);
        await along?.(user, transaction);
        if (username === 'reserved') await this.reservations.reserve(transaction, user.username);
        await transaction.nativeDelete(User, { id: accountId });
        return user.version;
      }),
    );
    if (removed) this.events.announce('user-deleted', { accountId, actorId, reason });
    return removed;
  }

  private async erase(accountId: string, em: EntityManager): Promise<void> {
    try {
      await this.data.erase(accountId, em);
    } catch (error) {
      if (isStoreUnavailable(error)) throw error;
      this.logger.fault('account data could not be erased', error, { accountId });
      throw new ErasureFailed();
    }
  }
}
