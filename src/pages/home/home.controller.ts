import { Controller, Get } from '@nestjs/common';
import { Public } from '../../auth/access/access.decorators.js';
import { page } from '../../http/responses/outcome.js';
import { HomePage } from './home.page.js';

@Controller()
export class HomeController {
  @Get()
  @Public()
  show() {
    return page(HomePage, {});
  }
}
