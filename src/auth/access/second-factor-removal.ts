import type { EntityManager } from '@mikro-orm/core';
import type { User } from '../../users/user.entity.js';

/**
 * Takes away all that an account has set up besides its password. The room of second factors provides it; recovery and
 * the operator's console use it without knowing that room.
 */
export abstract class SecondFactorRemoval {
  /** Does it in the transaction of `em`, and returns whether anything was set up. `user` is an entity of that `em`. */
  abstract removeAll(em: EntityManager, user: User): Promise<boolean>;

  /** Takes away nothing but the trust in devices: each is asked for the second step at its next login. */
  abstract endTrust(em: EntityManager, user: Pick<User, 'id'>): Promise<void>;
}
