import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Feature } from '../features/feature.js';
import { PRODUCT_PERMISSIONS } from '../features/role-catalogue.js';
import { UsersModule } from '../users/users.module.js';
import { AccountRoles } from './account-roles.service.js';
import { Demands } from './demands.service.js';
import { Permissions } from './permissions.service.js';
import { RolesGuard } from './roles.guard.js';

/** Gives accounts roles, and asks for them before handlers. */
@Global()
@Module({
  imports: [UsersModule],
  providers: [AccountRoles, Demands, Permissions, { provide: APP_GUARD, useClass: RolesGuard }],
  exports: [AccountRoles, Permissions],
})
@Feature({
  roles: { admin: PRODUCT_PERMISSIONS },
  events: ['role-granted', 'role-revoked'],
})
export class RolesModule {}
