import type { Registry } from 'prom-client';
import type { HashQueue } from '../users/passwords/hash-queue.js';
import { counter, gauge } from './read-at-scrape.js';

/** The bcrypt threads and the queue in front of them. */
export function hashMetrics(registry: Registry, queue: HashQueue): void {
  const active = { name: 'gatehouse_hash_jobs_active', help: 'Password hashes that a thread is working on.' };
  const waiting = { name: 'gatehouse_hash_jobs_waiting', help: 'Password hashes that wait for a thread; at most HASH_QUEUE.' };
  const refused = { name: 'gatehouse_hash_refusals_total', help: 'Password hashes refused with 503: the queue was full.' };
  gauge(registry, active, () => queue.load.active);
  gauge(registry, waiting, () => queue.load.waiting);
  counter(registry, refused, () => queue.load.refused);
}
