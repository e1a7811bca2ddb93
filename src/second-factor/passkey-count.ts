import type { EntityManager } from '@mikro-orm/core';

/** Tells how many passkeys an account has. The room of passkeys provides it; this room knows no more of them. */
export abstract class PasskeyCount {
  abstract of(accountId: string, em?: EntityManager): Promise<number>;
}
