import type { Latencies } from '../support/open-loop.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { short, table } from '../support/table.ts';
import type { Look } from './observed.ts';

/** What one phase was like. */
export interface Phase {
  readonly name: string;
  readonly requests: number;
  readonly seconds: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly latencies: Latencies;
  /** Milliseconds of CPU for each request. */
  readonly cpu: number;
  readonly look: Look;
}

export interface Outage {
  readonly store: string;
  readonly phases: readonly Phase[];
  /** From the server's return to /health/ready, in milliseconds. */
  readonly recovered: number;
}

/** Prints the figures and, of a full run, writes them into the papers. */
export function reportOutages(outages: readonly Outage[], quick: boolean): void {
  const head = [
    'store',
    'when',
    'answers',
    'ms p50',
    'p99',
    'max',
    'CPU ms',
    'loop delay ms p99',
    'max',
    'heap MiB',
    'resident MiB',
    'log',
  ];
  const rows = outages.flatMap(({ store, phases }) => phases.map((phase) => [store, ...row(phase)]));
  const back = outages.map(({ store, recovered }) => `${store} ${Math.round(recovered)} ms`).join(', ');
  const text = `${place()}\n\n${table([head, ...rows])}\n\nReady again after the server's return: ${back}.`;
  console.log(text);
  keepResult({ name: 'outage', quick }, { outages });
  if (!quick) keepInPaper('docs/operations.md', 'outage', text);
}

function row({ name, statuses, latencies, cpu, look }: Phase): string[] {
  const counts = (of: Readonly<Record<string, number>>) =>
    Object.entries(of).map(([what, count]) => `${count.toLocaleString('en')} × ${what}`);
  return [
    name,
    counts(statuses).join(', '),
    ...[latencies.p50, latencies.p99, latencies.max, cpu, look.delay.p99, look.delay.max].map(short),
    ...[look.heap, look.resident].map((bytes) => String(Math.round(bytes / 2 ** 20))),
    counts(look.lines).join(', '),
  ];
}
