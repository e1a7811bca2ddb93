import { keepInPaper, keepResult, place } from '../support/record.ts';
import { type Spread, spread } from '../support/statistics.ts';
import { rangedRatio, short, table } from '../support/table.ts';
import type { FixedRound, Round } from './compare.ts';
import { BASE, TITLES, type Work, WORKS } from './contestant.ts';
import { GOALS } from './goals.ts';
import type { Measured } from './measure.ts';

interface Figures {
  readonly measured: readonly Round[];
  readonly fixed: readonly FixedRound[];
  readonly quick: boolean;
}

/** Prints the tables, writes the JSON and, of a full run, the papers' table. */
export function report({ measured, fixed, quick }: Figures): void {
  const rows = WORKS.flatMap((work) => workRows(measured, work));
  const head = ['work', 'who', 'requests/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'CPU ms', ...RATIOS, 'goal', ...STORES];
  const works = table([head, ...rows]);
  const slowest = table([
    ['500 requests a second', 'p50 ms', 'p99 ms', 'p99.9 ms', 'ratio of p99 (spread)', 'goal'],
    ...fixedRows(fixed),
  ]);
  const text = [place(), works, slowest].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'compare', quick }, { measured, fixed });
  keepInPaper('docs/performance.md', 'compare', text);
}

const RATIOS = ["CPU to express' page (spread)", "CPU to express' same work", 'requests/s to the same'];
const STORES = ['Redis CPU ms', 'PostgreSQL CPU ms'];

function workRows(measured: readonly Round[], work: Work): string[][] {
  const rounds = measured.filter((round) => round.work === work);
  return [...new Set(rounds.map(({ contestant }) => contestant))].map((name) => {
    const own = rounds.filter(({ contestant }) => contestant === name);
    const figure = (key: keyof Measured) => short(spread(own.map((round) => round.measured[key])).median);
    const plain = (['throughput', 'p50', 'p99', 'p999', 'cpu'] as const).map(figure);
    const same = (key: keyof Measured) => ratios(own, rounds, (round) => round.measured[key]).median.toFixed(2);
    const toBasePage = spread(own.map((round) => round.measured.cpu / round.basePage));
    const goal = name === 'gatehouse' ? GOALS[work].toFixed(2) : '';
    const compared = [rangedRatio(toBasePage), same('cpu'), same('throughput')];
    return [TITLES[work], name, ...plain, ...compared, goal, figure('redisCpu'), figure('postgresCpu')];
  });
}

function fixedRows(fixed: readonly FixedRound[]): string[][] {
  return [...new Set(fixed.map(({ contestant }) => contestant))].map((name) => {
    const own = fixed.filter(({ contestant }) => contestant === name);
    const figure = (key: 'p50' | 'p99' | 'p999') => short(spread(own.map(({ latencies }) => latencies[key])).median);
    const ratio = ratios(own, fixed, ({ latencies }) => latencies.p99);
    return [name, figure('p50'), figure('p99'), figure('p999'), rangedRatio(ratio), name === 'gatehouse' ? '1.00' : ''];
  });
}

interface OfRound {
  readonly contestant: string;
  readonly round: number;
}

/** Of each round, the figure by the base's in that very round. */
function ratios<T extends OfRound>(own: readonly T[], base: readonly T[], figure: (round: T) => number): Spread {
  const baseOf = (round: number) => base.find((one) => one.contestant === BASE && one.round === round);
  return spread(
    own.map((one) => {
      const other = baseOf(one.round);
      return other === undefined ? Number.NaN : figure(one) / figure(other);
    }),
  );
}
