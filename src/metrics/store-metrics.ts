import type { Histogram, Registry } from 'prom-client';
import { observeStore } from './observe-store.js';
import type { RedisPort } from '../redis/redis-port.js';
import { storeHistogram } from './store-histogram.js';

/** Measures round trips to Redis, or to the embedded store. */
export function storeMetrics(registry: Registry, redis: RedisPort): void {
  const family = {
    name: 'gatehouse_store_duration_seconds',
    help: 'Round trips to Redis or the embedded store, by operation and result (ok, error).',
  };
  const durations = storeHistogram(registry, family, ['operation', 'result']);
  const succeeded = new Map<string, Histogram.Internal<string>>();
  observeStore(redis, (operation, milliseconds, failed) => {
    if (failed) return durations.labels(operation, 'error').observe(milliseconds / 1_000);
    const child = succeeded.get(operation) ?? durations.labels(operation, 'ok');
    succeeded.set(operation, child);
    child.observe(milliseconds / 1_000);
  });
}
