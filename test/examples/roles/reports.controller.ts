import { Controller, Get, Post } from '@nestjs/common';
import { CurrentUser } from '../../../src/auth/access/access.decorators.js';
import { Permissions } from '../../../src/roles/permissions.service.js';
import { Can, Roles } from '../../../src/roles/roles.decorators.js';
import type { Principal } from '../../../src/users/principal/principal.js';

@Can('reports.read')
@Controller('reports')
export class ReportsController {
  constructor(private readonly permissions: Permissions) {}

  @Get()
  list(@CurrentUser() user: Principal) {
    return { reports: [], mayWrite: this.permissions.can(user, 'reports.write') };
  }

  @Post()
  @Roles('editor', 'admin')
  write() {
    return { written: true };
  }
}
