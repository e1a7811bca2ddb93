import { Controller, Get } from '@nestjs/common';
import { FreshLogin, SecondFactor } from '../../auth/access/access.decorators.js';
import { page } from '../../http/responses/outcome.js';
import { OverviewPage } from './overview.page.js';
import { OverviewService } from './overview.service.js';

/** Shows administrators what happens on the site today. */
@Controller('admin')
@FreshLogin()
@SecondFactor({ onlyIfSetUp: true })
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @Get()
  async show() {
    return page(OverviewPage, await this.overview.read());
  }
}
