import {
  Body,
  ConflictException,
  Controller,
  Get,
  Header,
  NotFoundException,
  Param,
  ParseIntPipe,
  Post,
  ValidationPipe,
} from '@nestjs/common';
import { IsInt, IsPositive } from 'class-validator';

export class PriceDto {
  @IsInt()
  @IsPositive()
  cents!: number;
}

const PRICES = new Map([[1, 250]]);

@Controller({ path: 'prices', version: '2' })
export class PricesController {
  @Get()
  @Header('Content-Type', 'text/csv')
  list() {
    return [...PRICES].map(([id, cents]) => `${id},${cents}\n`).join('');
  }

  @Get(':id')
  show(@Param('id', ParseIntPipe) id: number) {
    const cents = PRICES.get(id);
    if (cents === undefined) throw new NotFoundException('Nothing is sold under this number.');
    return { id, cents };
  }

  @Post(':id')
  add(@Param('id', ParseIntPipe) id: number, @Body(new ValidationPipe()) { cents }: PriceDto) {
    if (PRICES.has(id)) throw new ConflictException({ reason: 'taken', cents: PRICES.get(id) });
    PRICES.set(id, cents);
    return { id, cents };
  }
}
