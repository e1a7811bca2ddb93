import type { Registry } from 'prom-client';
import type { SessionCounts } from '../sessions/session-counts.js';
import { counter, counters } from './read-at-scrape.js';

/** Sessions that this instance has begun and ended. */
export function sessionMetrics(registry: Registry, counts: SessionCounts): void {
  const started = { name: 'gatehouse_sessions_started_total', help: 'Sessions begun, by a password or by remember-me.' };
  const ended = { name: 'gatehouse_sessions_ended_total', help: 'Live sessions ended, by reason.' };
  const late = {
    name: 'gatehouse_session_revived_writes_prevented_total',
    help: 'Late writes to a session that had ended meanwhile, dropped by the store.',
  };
  counter(registry, started, () => counts.started);
  counters(registry, ended, 'reason', () => counts.ended);
  counter(registry, late, () => counts.revivedWritesPrevented);
}
