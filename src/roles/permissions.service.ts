import { Injectable } from '@nestjs/common';
import { Features } from '../features/features.js';
import type { Permission, RoleName } from '../features/role-catalogue.js';
import type { Principal } from '../users/principal/principal.js';

/** Answers within a handler or a view's data what `@Can()` asks in front of one. */
@Injectable()
export class Permissions {
  constructor(private readonly features: Features) {}

  /** Tells whether the roles of this account give the permission. A guest may do nothing. */
  can(user: Pick<Principal, 'roles'> | null | undefined, permission: Permission): boolean {
    return user !== null && user !== undefined && this.features.roles.give(user.roles, permission);
  }

  has(user: Pick<Principal, 'roles'> | null | undefined, role: RoleName): boolean {
    return user?.roles.includes(role) === true;
  }
}
