import { Controller, Get } from '@nestjs/common';
import { page } from '../../http/responses/outcome.js';
import { DashboardPage } from './dashboard.page.js';

@Controller('dashboard')
export class DashboardController {
  @Get()
  show() {
    return page(DashboardPage, {});
  }
}
