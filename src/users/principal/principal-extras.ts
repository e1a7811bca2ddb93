import type { EntityManager } from '@mikro-orm/core';

/**
 * What else a request should know of its account, such as roles. A team may provide it: it is read with the
 * account, cached with it for a minute, and found at `principal.extras`. JSON only, and nothing secret.
 */
export abstract class PrincipalExtras {
  abstract load(accountId: string, em: EntityManager): Promise<Readonly<Record<string, unknown>>>;
}
