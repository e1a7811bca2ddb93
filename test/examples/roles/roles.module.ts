import { Global, Module } from '@nestjs/common';
import { PrincipalExtras } from '../../../src/users/principal/principal-extras.js';
import { AccountRoles } from './account-roles.js';
import { ReportsController } from './reports.controller.js';

@Global()
@Module({
  controllers: [ReportsController],
  providers: [{ provide: PrincipalExtras, useClass: AccountRoles }],
  exports: [PrincipalExtras],
})
export class RolesModule {}
