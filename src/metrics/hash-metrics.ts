import type { Registry } from 'prom-client';
import type { HashQueue } from '../users/passwords/hash-queue.js';
import { counters, gauge, gauges } from './read-at-scrape.js';

/** Measures the bcrypt threads and the queue in front of them. */
export function hashMetrics(registry: Registry, queue: HashQueue): void {
  const active = { name: 'gatehouse_hash_jobs_active', help: 'Password hashes that a thread is working on.' };
  const waiting = {
    name: 'gatehouse_hash_jobs_waiting',
    help: 'Password hashes that wait for a thread, of browsers that have logged in to the account and of strangers; together at most HASH_QUEUE.',
  };
  const refused = {
    name: 'gatehouse_hash_refusals_total',
    help: 'Password hashes refused with 503, by whose they were: the queue was full.',
  };
  gauge(registry, active, () => queue.load.active);
  gauges(registry, waiting, 'kind', () => Object.entries(queue.load.waiting));
  counters(registry, refused, 'kind', () => Object.entries(queue.load.refused));
}
