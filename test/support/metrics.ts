import { expect, vi } from 'vitest';
import { MetricsServer } from '../../src/metrics/metrics-server.js';
import type { Product } from './product.js';

/** What a scrape said: the types of the families, and the value of each series by its text, `name{label="value"}`. */
export interface Exposition {
  readonly text: string;
  readonly types: ReadonlyMap<string, string>;
  readonly samples: ReadonlyMap<string, number>;
}

/** Where a product that was started with METRICS_PORT=0 answers. */
export function metricsUrl(product: Product): string {
  return `http://127.0.0.1:${product.app.get(MetricsServer).port}/metrics`;
}

export async function scrape(product: Product): Promise<Exposition> {
  return parse(await (await fetch(metricsUrl(product))).text());
}

export function parse(text: string): Exposition {
  const lines = text.split('\n').filter((line) => line !== '');
  const types = lines.flatMap((line) => {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    return name === undefined || type === undefined ? [] : [[name, type] as const];
  });
  const samples = lines.flatMap((line) => {
    const [, series, value] = /^([^#\s][^{\s]*(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
    return series === undefined || value === undefined ? [] : [[series, Number(value)] as const];
  });
  return { text, types: new Map(types), samples: new Map(samples) };
}

/** Which series of these families have grown, and by how much. */
export function growth(before: Exposition, after: Exposition, families: RegExp): Record<string, number> {
  const grown = [...after.samples].flatMap(([series, value]) => {
    const by = value - (before.samples.get(series) ?? 0);
    return families.test(series) && by !== 0 ? [[series, by] as const] : [];
  });
  return Object.fromEntries(grown);
}

/** Scrapes when every request that the product has had so far is counted: its end comes after its answer. */
export function settledScrapes(product: Product): () => Promise<Exposition> {
  let begun = 0;
  product.app.getHttpServer().prependListener('request', () => (begun += 1));
  return () =>
    vi.waitFor(async () => {
      const exposition = await scrape(product);
      const ended = [...exposition.samples].filter(([series]) => series.startsWith('gatehouse_http_requests_total{'));
      expect(ended.reduce((sum, [, value]) => sum + value, 0)).toBe(begun);
      return exposition;
    });
}
