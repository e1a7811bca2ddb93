import { Global, Module } from '@nestjs/common';
import { CircuitBreakers } from './circuit-breakers.js';

/** Provides the circuit breakers, which limit what an outage of PostgreSQL or Redis costs. */
@Global()
@Module({ providers: [CircuitBreakers], exports: [CircuitBreakers] })
export class OutagesModule {}
