import { Global, Module } from '@nestjs/common';
import { CircuitBreakers } from './circuit-breakers.js';

/** What an outage of PostgreSQL or Redis costs. */
@Global()
@Module({ providers: [CircuitBreakers], exports: [CircuitBreakers] })
export class OutagesModule {}
