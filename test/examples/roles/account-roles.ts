import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { PrincipalExtras } from '../../../src/users/principal/principal-extras.js';

/** Roles by the id of their account; a real one asks a table with the EntityManager that it is given. */
export const ROLES = new Map<string, string[]>();

@Injectable()
export class AccountRoles extends PrincipalExtras {
  async load(accountId: string, _em: EntityManager) {
    return { roles: ROLES.get(accountId) ?? [] };
  }
}
