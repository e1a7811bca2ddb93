import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Logger } from '../log/logger.js';
import { type BreakerState, CircuitBreaker, type GuardedStore } from './circuit-breaker.js';

/** Keeps the breakers of this process, one in front of each server that it needs; embedded stores have none. */
@Injectable()
export class CircuitBreakers implements OnApplicationShutdown {
  private readonly breakers: CircuitBreaker[] = [];

  constructor(private readonly logger: Logger) {}

  /** Returns the states by the name of the store: `postgresql`, `redis`. */
  get states(): Readonly<Record<string, BreakerState>> {
    return Object.fromEntries(this.breakers.map(({ name, state }) => [name, state]));
  }

  guard(store: GuardedStore): CircuitBreaker {
    const breaker = new CircuitBreaker(store, this.logger);
    this.breakers.push(breaker);
    return breaker;
  }

  onApplicationShutdown(): void {
    for (const breaker of this.breakers) breaker.stop();
  }
}
