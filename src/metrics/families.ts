import { collectDefaultMetrics, Registry } from 'prom-client';
import { auditMetrics } from './audit-metrics.js';
import { breakerMetrics } from './breaker-metrics.js';
import { buildInfo } from './build-info.js';
import { databaseMetrics } from './database-metrics.js';
import { hashMetrics } from './hash-metrics.js';
import { mailMetrics } from './mail-metrics.js';
import type { MetricSources } from './metric-sources.js';
import { RequestMetrics } from './request-metrics.js';
import { securityMetrics } from './security-metrics.js';
import { sessionMetrics } from './session-metrics.js';
import { storeMetrics } from './store-metrics.js';
import { streamMetrics } from './stream-metrics.js';

/** Registers every family, and returns the registry with those that the access log feeds. */
export function registerFamilies(sources: MetricSources): [Registry, RequestMetrics] {
  // The registry of the whole process is avoided, because two applications in one would count as one.
  const registry = new Registry();
  buildInfo(registry);
  securityMetrics(registry, sources.logger.securityEvents, sources.announced);
  hashMetrics(registry, sources.hashes);
  sessionMetrics(registry, sources.sessions, sources.revocations);
  streamMetrics(registry, sources.streams);
  mailMetrics(registry, sources.mails, sources.backlog);
  auditMetrics(registry, sources.audit);
  storeMetrics(registry, sources.redis);
  databaseMetrics(registry, sources.orm);
  breakerMetrics(registry, sources.breakers);
  // These are memory, CPU, garbage collection and event loop delay.
  collectDefaultMetrics({ register: registry });
  return [registry, new RequestMetrics(registry)];
}
