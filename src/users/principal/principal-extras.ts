import type { EntityManager } from '@mikro-orm/core';

/**
 * A team may provide this to add what else a request should know of its account, such as a department. It is read with the
 * account, cached with it for a minute, and found at `principal.extras`. It holds JSON only, and nothing secret.
 * What somebody may do is a role (docs/roles.md): that is in force, or gone, at the next request.
 */
export abstract class PrincipalExtras {
  abstract load(accountId: string, em: EntityManager): Promise<Readonly<Record<string, unknown>>>;
}
