import { keepInPaper, keepResult, place } from '../support/record.ts';
import { type Spread, spread } from '../support/statistics.ts';
import { short, table } from '../support/table.ts';
import type { FixedRound, Round } from './compare.ts';
import { TITLES, type Work, WORKS } from './contestant.ts';
import { GOALS } from './goals.ts';
import type { Measured } from './measure.ts';

/** Everything is a ratio to this one within the same round. */
const BASE = 'express';

interface Figures {
  readonly measured: readonly Round[];
  readonly fixed: readonly FixedRound[];
  readonly quick: boolean;
}

/** Prints the tables, writes the JSON and, of a full run, the papers' table. */
export function report({ measured, fixed, quick }: Figures): void {
  const rows = WORKS.flatMap((work) => workRows(measured, work));
  const head = [
    'work',
    'who',
    'requests/s',
    'p50 ms',
    'p99 ms',
    'p99.9 ms',
    'CPU ms',
    'ratio of CPU (spread)',
    'goal',
    'Redis CPU ms',
    'PostgreSQL CPU ms',
    'ratio of requests/s',
  ];
  const works = table([head, ...rows]);
  const slowest = table([
    ['500 requests a second', 'p50 ms', 'p99 ms', 'p99.9 ms', 'ratio of p99 (spread)', 'goal'],
    ...fixedRows(fixed),
  ]);
  const text = [place(), works, slowest].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'compare', quick }, { measured, fixed });
  if (!quick) keepInPaper('docs/performance.md', 'compare', text);
}

function workRows(measured: readonly Round[], work: Work): string[][] {
  const rounds = measured.filter((round) => round.work === work);
  return [...new Set(rounds.map(({ contestant }) => contestant))].map((name) => {
    const figure = (key: keyof Measured) =>
      spread(rounds.filter((round) => round.contestant === name).map((round) => round.measured[key]));
    const ratio = (key: keyof Measured) => ratios(rounds, name, (round) => round.measured[key]);
    const plain = (['throughput', 'p50', 'p99', 'p999', 'cpu'] as const).map((key) => short(figure(key).median));
    const stores = [short(figure('redisCpu').median), short(figure('postgresCpu').median)];
    return [TITLES[work], name, ...plain, ranged(ratio('cpu')), goal(name, work), ...stores, ranged(ratio('throughput'))];
  });
}

function fixedRows(fixed: readonly FixedRound[]): string[][] {
  return [...new Set(fixed.map(({ contestant }) => contestant))].map((name) => {
    const figure = (key: 'p50' | 'p99' | 'p999') =>
      short(spread(fixed.filter((round) => round.contestant === name).map(({ latencies }) => latencies[key])).median);
    const ratio = ratios(fixed, name, ({ latencies }) => latencies.p99);
    return [name, figure('p50'), figure('p99'), figure('p999'), ranged(ratio), name === 'gatehouse' ? '1.0' : ''];
  });
}

/** Of each round, this one's figure by the base's in that very round. */
function ratios<T extends { contestant: string; round: number }>(
  rounds: readonly T[],
  name: string,
  figure: (round: T) => number,
): Spread {
  const of = (contestant: string, round: number) => rounds.find((one) => one.contestant === contestant && one.round === round);
  return spread(
    rounds
      .filter(({ contestant }) => contestant === name)
      .map((own) => {
        const base = of(BASE, own.round);
        return base === undefined ? Number.NaN : figure(own) / figure(base);
      }),
  );
}

function ranged({ median, low, high }: Spread): string {
  return `**${median.toFixed(2)}** (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function goal(name: string, work: Work): string {
  return name === 'gatehouse' ? GOALS[work].toFixed(2) : '';
}
