import type { Registry } from 'prom-client';
import type { SecurityEventCounts } from '../log/security-events.js';
import { counter, counters } from './read-at-scrape.js';

/** Every security event of the log, by its name there. */
export function securityMetrics(registry: Registry, events: SecurityEventCounts): void {
  counters(
    registry,
    { name: 'gatehouse_security_events_total', help: 'Security events, by the name that the log has for them.' },
    'event',
    () => events,
  );
  counter(
    registry,
    { name: 'gatehouse_throttle_refusals_total', help: 'Requests answered with 429 because a throttle was full.' },
    () => events.of('throttled'),
  );
}
