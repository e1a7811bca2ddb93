import { EntityManager, type FilterQuery } from '@mikro-orm/core';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { Logger } from '../../log/logger.js';
import { isStoreUnavailable } from '../../outages/outage.js';
import { User } from '../user.entity.js';
import { LastAdmin } from '../last-admin.js';
import { AccountRemoval, ErasureFailed, type Removal } from './account-removal.js';

/** Milliseconds: an account that could not be removed is tried again within 30 s. */
const EVERY = 15_000;

/** So many accounts are read at a time. */
const ROWS = 500;

/**
 * Removes accounts that are due, each in a transaction of its own; a subclass says which. Every instance does it: a row
 * that one of them has locked the others leave alone. An account that cannot be removed stays due and keeps no other
 * one waiting.
 */
@Injectable()
export abstract class DueAccountsSweep implements OnApplicationBootstrap, OnModuleDestroy {
  /** The log says this when the sweep fails. */
  protected abstract readonly trouble: string;
  /** The account is looked at again by `isDue` when its row is locked. */
  protected abstract readonly removal: Omit<Removal, 'skipsLocked'>;
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    private readonly em: EntityManager,
    private readonly accounts: AccountRemoval,
    private readonly logger: Logger,
  ) {}

  /** Finds the accounts that are due at this time. */
  protected abstract due(now: Date): Readonly<Record<string, object | null>>;

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY).unref();
  }

  /** The account that is being removed is waited for before the stores close. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    await this.underWay;
  }

  /** Removes all that is due now; a call while one is under way waits for that one. It never rejects. */
  sweep(): Promise<void> {
    this.underWay ??= this.run().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async run(): Promise<void> {
    try {
      for (let after = ''; ;) {
        const found = await this.find(after);
        for (const { id } of found) await this.remove(id);
        if (found.length < ROWS || this.isStopping) break;
        after = found.at(-1)?.id ?? '';
      }
    } catch (error) {
      // The next sweep is soon enough. Of a store that is away its breaker has told.
      if (!isStoreUnavailable(error)) this.logger.fault(this.trouble, error);
    }
  }

  private find(after: string): Promise<Pick<User, 'id'>[]> {
    const where = { ...this.due(new Date()), ...(after !== '' && { id: { $gt: after } }) } as FilterQuery<User>;
    return unitOfWork(this.em).find(User, where, { fields: ['id'], orderBy: { id: 'asc' }, limit: ROWS });
  }

  private async remove(id: string): Promise<void> {
    if (this.isStopping) return;
    try {
      await this.accounts.remove(id, { ...this.removal, skipsLocked: true });
    } catch (error) {
      // Its fault has been logged. The last administrator, whose address nobody has proven, stays until there is another.
      if (!(error instanceof ErasureFailed) && !(error instanceof LastAdmin)) throw error;
    }
  }
}
