import { Controller, Get, Param } from '@nestjs/common';
import { Refusal } from '../../../src/http/problems.js';

@Controller('vouchers')
export class VouchersController {
  @Get(':code')
  show(@Param('code') code: string) {
    if (code !== 'spring') throw new Refusal('not_found');
    return { code, percent: 10 };
  }
}
