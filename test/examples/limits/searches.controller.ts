import { Controller, Get, Query } from '@nestjs/common';
import { Public } from '../../../src/auth/access/access.decorators.js';
import { Limit } from '../../../src/auth/rate-limit/limit.decorator.js';

@Controller('searches')
export class SearchesController {
  @Get()
  @Limit('3/1m,100/24h', { by: 'account' })
  search(@Query('q') words: string | undefined) {
    return { words: words ?? '' };
  }

  @Public()
  @Get('public')
  @Limit('2/1m', { by: 'address' })
  searchAsGuest() {
    return { found: [] };
  }
}
