import { Controller, Get } from '@nestjs/common';
import { NeedsRole } from './needs-role.decorator.js';

@NeedsRole('auditor')
@Controller('reports')
export class ReportsController {
  @Get()
  list() {
    return { reports: [] };
  }
}
