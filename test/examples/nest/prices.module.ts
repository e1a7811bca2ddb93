import { Module, VersioningType } from '@nestjs/common';
import { Feature } from '../../../src/features/feature.js';
import { PricesController } from './prices.controller.js';

@Feature({ application: (app) => void app.enableVersioning({ type: VersioningType.URI }) })
@Module({ controllers: [PricesController] })
export class PricesModule {}
