import { keepInPaper, keepResult, place } from '../support/record.ts';
import { median } from '../support/statistics.ts';
import { short, table } from '../support/table.ts';
import type { Tally } from './tally.ts';

/** What one instance held so many seconds after the beginning, in bytes. */
export interface Held {
  readonly second: number;
  readonly bytes: readonly number[];
}

interface Figures {
  readonly name: string;
  readonly minutes: number;
  readonly quick: boolean;
  readonly tally: Tally;
  readonly held: readonly Held[];
}

/** Prints and writes it; exits with 1 when a single request went wrong. */
export function reportLoad({ name, minutes, quick, tally, held }: Figures): void {
  const later = held.filter(({ second }) => second >= 60);
  const third = Math.max(1, Math.floor(later.length / 3));
  const [early, late] = [megabytes(later.slice(0, third)), megabytes(later.slice(-third))];
  const requests = table([
    ['request', 'count', 'p50 ms', 'p99 ms', 'p99.9 ms', 'slowest ms'],
    ...tally
      .kinds()
      .map(([kind, { count, p50, p99, p999, max }]) => [kind, String(count), short(p50), short(p99), short(p999), short(max)]),
  ]);
  const growth = early.map((before, place_) => ((late[place_] ?? Number.NaN) / before).toFixed(2));
  const memory = `Resident memory of the instances after the first minute: ${early.join(' and ')} MiB at first, ${late.join(' and ')} MiB at the end (${growth.join(' and ')} times).`;
  const text = [place(), requests, `${minutes} minutes; errors: **${tally.problems.length}**. ${memory}`].join('\n\n');
  console.log(`\n${text}`);
  for (const problem of tally.problems.slice(0, 20)) console.log(problem);
  keepResult({ name, quick }, { minutes, requests: tally.kinds(), errors: tally.problems, held });
  keepInPaper(`bench/results/${name}.md`, name, text);
  if (tally.problems.length > 0) process.exitCode = 1;
}

/** Of each instance the middle of these moments. */
function megabytes(moments: readonly Held[]): number[] {
  const [first] = moments;
  return (first?.bytes ?? []).map((_, nth) => Math.round(median(moments.map(({ bytes }) => bytes[nth] ?? 0)) / 2 ** 20));
}
