import { Module } from '@nestjs/common';
import { ErrandsController } from './errands.controller.js';

@Module({ controllers: [ErrandsController] })
export class ErrandsModule {}
