import { Module } from '@nestjs/common';
import { MeasurementsController } from './measurements.controller.js';

@Module({ controllers: [MeasurementsController] })
export class MeasurementsModule {}
