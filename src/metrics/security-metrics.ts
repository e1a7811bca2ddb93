import type { EventEmitter2 } from '@nestjs/event-emitter';
import { Counter, type Registry } from 'prom-client';
import type { SecurityEventCounts } from '../log/security-events.js';
import type { AccountEvent } from '../users/account-events.js';
import { counters } from './read-at-scrape.js';

/** These counts may be full, by the reasons that the log has for it. */
const COUNTS = [
  'account',
  'device',
  'address',
  'login',
  'confirm',
  'sign-up',
  'look-up',
  'mail',
  'mail-request',
  'route',
  'other',
] as const;

/** Counts every security event of the log by its name there, and refusals of the rate limits also by what was full. */
export function securityMetrics(registry: Registry, logged: SecurityEventCounts, announced: EventEmitter2): void {
  const events = { name: 'gatehouse_security_events_total', help: 'Security events, by the name that the log has for them.' };
  counters(registry, events, 'event', () => logged);
  const refusals = new Counter({
    name: 'gatehouse_throttle_refusals_total',
    help: 'What was refused, by the count that was full.',
    labelNames: ['count'],
    registers: [registry],
  });
  // All counts are made now, because a rate needs a value to begin with.
  for (const count of COUNTS) refusals.labels(count).inc(0);
  announced.on('throttled', ({ reason }: AccountEvent) => {
    refusals.labels(COUNTS.find((count) => count === reason) ?? 'other').inc();
  });
}
