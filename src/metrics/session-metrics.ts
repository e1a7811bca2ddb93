import type { Registry } from 'prom-client';
import type { KnownRevocations } from '../sessions/revocations/known-revocations.js';
import type { SessionCounters } from '../sessions/record/session-counters.js';
import { counter, counters, gauge } from './read-at-scrape.js';

/** Counts sessions that this instance has begun and revoked, and the mass revocations that it knows. */
export function sessionMetrics(registry: Registry, counts: SessionCounters, revocations: KnownRevocations): void {
  const started = { name: 'gatehouse_sessions_started_total', help: 'Sessions begun, by a password or by remember-me.' };
  const ended = { name: 'gatehouse_sessions_ended_total', help: 'Live sessions ended, by reason.' };
  const late = {
    name: 'gatehouse_session_revived_writes_prevented_total',
    help: 'Late writes to a session that had ended meanwhile, dropped by the store.',
  };
  const shown = {
    name: 'gatehouse_authentications_total',
    help: 'What logins that have begun a session have shown, by kind; one of two steps counts twice.',
  };
  counter(registry, started, () => counts.started);
  counters(registry, shown, 'kind', () => counts.authentications);
  counters(registry, ended, 'reason', () => counts.revoked);
  const inForce = { name: 'gatehouse_mass_revocations', help: 'Mass revocations in force, as this instance knows them.' };
  counter(registry, late, () => counts.revivedWritesPrevented);
  gauge(registry, inForce, () => revocations.count);
}
