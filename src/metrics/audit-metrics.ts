import type { Registry } from 'prom-client';
import type { AuditFigures } from '../audit/audit-figures.js';
import { counter, counters, gauge } from './read-at-scrape.js';

/** Measures the audit log: what this instance writes, seals and verifies, and how long rows of all instances wait. */
export function auditMetrics(registry: Registry, figures: AuditFigures): void {
  const rows = {
    name: 'gatehouse_audit_rows_total',
    help: 'Rows of the audit log: written, or lost because PostgreSQL was away for too long.',
  };
  const seals = { name: 'gatehouse_audit_seals_total', help: 'Seals that this instance has made.' };
  const verifications = {
    name: 'gatehouse_audit_verifications_total',
    help: 'Verifications of the last seals by this instance, by what they found.',
  };
  const oldest = {
    name: 'gatehouse_audit_unsealed_seconds',
    help: 'How long the oldest row without a seal has waited; 0 where none waits.',
  };
  counters(registry, rows, 'outcome', () => Object.entries(figures.rows));
  counter(registry, seals, () => figures.seals);
  counters(registry, verifications, 'outcome', () => Object.entries(figures.verifications));
  gauge(registry, oldest, () => figures.unsealedAge());
}
