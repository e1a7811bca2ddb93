import type { Registry } from 'prom-client';
import type { CircuitBreakers } from '../outages/circuit-breakers.js';
import { gauges } from './read-at-scrape.js';

const STORES = ['postgresql', 'redis'];

/** Tells whether requests are refused at once because a store is away. Embedded stores have no breaker: 0. */
export function breakerMetrics(registry: Registry, breakers: CircuitBreakers): void {
  const family = { name: 'gatehouse_breaker_open', help: '1 while a store is away and calls to it are refused at once, else 0.' };
  gauges(registry, family, 'store', () => {
    const { states } = breakers;
    return STORES.map((store) => [store, (states[store] ?? 'closed') === 'closed' ? 0 : 1] as const);
  });
}
