import { Module } from '@nestjs/common';
import { SearchesController } from './searches.controller.js';

@Module({ controllers: [SearchesController] })
export class SearchesModule {}
