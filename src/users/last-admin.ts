import type { EntityManager } from '@mikro-orm/core';
import { ADMIN } from '../features/role-catalogue.js';
import { Problem } from '../http/errors/problem.js';
import { holdersOfRole } from './role-holders.js';
import { isOpen, User } from './user.entity.js';

/** PostgreSQL keeps advisory locks by a number; any will do that is used for nothing else. */
const LOCK = 4_203_317_001;

/** Is thrown when a change would leave the site without an active account that has the role `admin`: 422. */
export class LastAdmin extends Problem {
  override readonly name = 'LastAdmin';

  constructor() {
    super('last_admin');
  }
}

/** Tells whether the account counts as an administrator: disabled and closed ones do not. */
export function isActiveAdmin(user: Pick<User, 'active' | 'deleteAt' | 'roles'>): boolean {
  return isOpen(user) && user.roles.includes(ADMIN);
}

/**
 * Is asked within the transaction that ends an administrator, after its change. Throws {@link LastAdmin} where no other
 * one is left. Two who end each other at once come one after the other, on all instances: the lock is held until the
 * commit, and the second one sees what the first has done (READ COMMITTED).
 */
export async function refuseLastAdmin(transaction: EntityManager, accountId: string): Promise<void> {
  await transaction
    .getConnection()
    .execute(`select pg_advisory_xact_lock(${LOCK})`, [], 'run', transaction.getTransactionContext<unknown>());
  const other = { ...holdersOfRole(ADMIN), active: true, deleteAt: null, id: { $ne: accountId } };
  if ((await transaction.count(User, other)) === 0) throw new LastAdmin();
}
