import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Logger } from '../log/logger.js';
import { Features } from './features.js';

/** Gives every room what all modules bring. */
@Global()
@Module({})
export class FeaturesModule {
  constructor(features: Features, logger: Logger) {
    logger.securityEvents.declare(features.events);
  }

  static with(features: Features): DynamicModule {
    return { module: FeaturesModule, providers: [{ provide: Features, useValue: features }], exports: [Features] };
  }
}
