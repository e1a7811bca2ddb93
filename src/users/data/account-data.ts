import type { EntityManager } from '@mikro-orm/core';

/**
 * What a module keeps about the person of an account. Any module provides one as a class that extends this one
 * (docs/account-data.md).
 */
export abstract class AccountData {
  /**
   * They erase from the lowest order to the highest. What no rollback brings back, such as a file or a key in
   * Redis, has a high one: it goes when all others have succeeded.
   */
  readonly order: number = 0;

  /** Returns the parts of the export that this module adds, by name. They hold no hash of a password and no key. */
  abstract export(accountId: string): Promise<object>;

  /**
   * Erases all that names the person, in the transaction that removes the account: whatever throws, nothing is gone,
   * and the account is removed later. It may be called again after that. Whatever it asks of PostgreSQL it asks by `em`.
   */
  abstract erase(accountId: string, em: EntityManager): Promise<void>;
}
