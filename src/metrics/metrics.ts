import type { Registry } from 'prom-client';
import type { Settings } from '../config/settings.js';
import type { MetricSources } from './metric-sources.js';
import type { RequestMetrics } from './request-metrics.js';

/**
 * Holds every family of docs/observability.md. Without METRICS_PORT there is none: no room is observed, and what the
 * rooms count for themselves is all that it costs.
 */
export class Metrics {
  /** Both are undefined where no metrics are served. */
  constructor(
    readonly registry?: Registry,
    readonly requests?: RequestMetrics,
  ) {}
}

/** Makes the metrics that the settings want. Their library is loaded only then, because every start would wait for it. */
export async function openMetrics({ metricsPort }: Pick<Settings, 'metricsPort'>, sources: MetricSources): Promise<Metrics> {
  if (metricsPort === undefined) return new Metrics();
  const { registerFamilies } = await import('./families.js');
  return new Metrics(...registerFamilies(sources));
}
