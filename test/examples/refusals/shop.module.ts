import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ShopGuestsFilter } from './shop-guests.filter.js';
import { VouchersController } from './vouchers.controller.js';

@Module({
  controllers: [VouchersController],
  providers: [{ provide: APP_FILTER, useClass: ShopGuestsFilter }],
})
export class ShopModule {}
