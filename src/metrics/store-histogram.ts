import { Histogram, type Registry } from 'prom-client';
import type { Family } from './read-at-scrape.js';

/** These are upper bounds in seconds: from a round trip on one machine to the time-outs of both stores. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Measures how long a store took to answer. */
export function storeHistogram<Label extends string>(registry: Registry, family: Family, labelNames: Label[]): Histogram<Label> {
  return new Histogram({ ...family, labelNames, buckets: BUCKETS, registers: [registry] });
}
