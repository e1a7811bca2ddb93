import { Controller, Get } from '@nestjs/common';
import { Public } from '../../../src/auth/access/access.decorators.js';
import { page } from '../../../src/http/responses/outcome.js';
import { LivePage } from './live.page.js';

@Public()
@Controller('live')
export class LiveController {
  @Get()
  show() {
    return page(LivePage, { now: new Date().toISOString() });
  }

  @Get('now')
  now() {
    return { now: new Date().toISOString() };
  }
}
