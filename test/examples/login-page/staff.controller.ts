import { Controller, Get, Query } from '@nestjs/common';
import { GuestOnly, LoginPage, Public } from '../../../src/auth/access/access.decorators.js';
import { page } from '../../../src/http/responses/outcome.js';
import { SafeRedirect } from '../../../src/http/routing/safe-redirect.js';
import { StaffLoginPage } from './staff-login.page.js';

@Public()
@GuestOnly()
@Controller('staff/login')
export class StaffLoginController {
  constructor(private readonly safeRedirect: SafeRedirect) {}

  @Get()
  show(@Query('next') next: unknown) {
    return page(StaffLoginPage, { next: this.safeRedirect.check(next) });
  }
}

@LoginPage('/staff/login')
@Controller('staff')
export class StaffController {
  @Get('rota')
  rota() {
    return { rota: [] };
  }
}
