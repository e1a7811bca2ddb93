import { Controller, Get, Param } from '@nestjs/common';
import { Problem } from '../../../src/http/errors/problem.js';

@Controller('vouchers')
export class VouchersController {
  @Get(':code')
  show(@Param('code') code: string) {
    if (code !== 'spring') throw new Problem('not_found');
    return { code, percent: 10 };
  }
}
