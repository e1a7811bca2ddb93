import type { Registry } from 'prom-client';
import type { SessionCounters } from '../sessions/record/session-counters.js';
import { counter, counters } from './read-at-scrape.js';

/** Counts sessions that this instance has begun and revoked. */
export function sessionMetrics(registry: Registry, counts: SessionCounters): void {
  const started = { name: 'gatehouse_sessions_started_total', help: 'Sessions begun, by a password or by remember-me.' };
  const ended = { name: 'gatehouse_sessions_ended_total', help: 'Live sessions ended, by reason.' };
  const late = {
    name: 'gatehouse_session_revived_writes_prevented_total',
    help: 'Late writes to a session that had ended meanwhile, dropped by the store.',
  };
  counter(registry, started, () => counts.started);
  counters(registry, ended, 'reason', () => counts.revoked);
  counter(registry, late, () => counts.revivedWritesPrevented);
}
