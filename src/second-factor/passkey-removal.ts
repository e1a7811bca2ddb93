import type { EntityManager } from '@mikro-orm/core';

/** Removes the passkeys of an account. The room of passkeys provides it; this room knows no more of them. */
export abstract class PasskeyRemoval {
  /** Removes all in the transaction of `em`, and returns how many there were. */
  abstract removeAll(em: EntityManager, accountId: string): Promise<number>;
}
