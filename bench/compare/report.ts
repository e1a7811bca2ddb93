import type { Latencies } from '../support/open-loop.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { type Spread, spread } from '../support/statistics.ts';
import { rangedRatio, short, table } from '../support/table.ts';
import { BASE, TITLES, type Work, WORKS } from './contestant.ts';
import { GOALS } from './goals.ts';
import type { Measured } from './measure.ts';

export interface Round {
  readonly contestant: string;
  readonly work: Work;
  readonly round: number;
  readonly measured: Measured;
  /** CPU milliseconds of the base's signed-in page, measured just before: the machine's clock changes from minute to minute. */
  readonly basePage: number;
}

export interface FixedRound {
  readonly contestant: string;
  readonly round: number;
  readonly latencies: Latencies;
}

interface Figures {
  readonly measured: readonly Round[];
  readonly fixed: readonly FixedRound[];
  readonly quick: boolean;
}

/** Prints the tables, writes the JSON and, of a full run, the papers' table. */
export function reportComparison({ measured, fixed, quick }: Figures): void {
  const text = [place(), ...comparison(measured, fixed)].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'compare', quick }, { measured, fixed });
  keepInPaper('bench/results/compare.md', 'compare', text);
}

/** What the goals are about; the slowest answers at the same rate; everything else beside the base's same work. */
function comparison(measured: readonly Round[], fixed: readonly FixedRound[]): string[] {
  return [
    table([['work', 'who', 'CPU ms', "to express' page (spread)", 'goal'], ...byWork(measured, goalColumns)]),
    table([['500 requests a second', 'p50 ms', 'p99 ms', 'p99.9 ms', 'ratio of p99 (spread)', 'goal'], ...fixedRows(fixed)]),
    table([['work', 'who', ...MEASURES.map(([, title]) => title)], ...byWork(measured, sameWorkColumns)]),
  ];
}

const MEASURES: [key: keyof Measured, title: string][] = [
  ['throughput', 'requests/s'],
  ['p50', 'p50 ms'],
  ['p99', 'p99 ms'],
  ['p999', 'p99.9 ms'],
  ['cpu', 'CPU ms'],
  ['redisCpu', 'Redis CPU ms'],
  ['postgresCpu', 'PostgreSQL CPU ms'],
];

/** One who did a work, beside everybody who did it. */
interface Entry {
  readonly name: string;
  readonly work: Work;
  readonly own: readonly Round[];
  readonly everybody: readonly Round[];
}

function byWork(measured: readonly Round[], columns: (entry: Entry) => string[]): string[][] {
  return WORKS.flatMap((work) => {
    const everybody = measured.filter((round) => round.work === work);
    return byContestant(everybody).map(([name, own]) => [TITLES[work], name, ...columns({ name, work, own, everybody })]);
  });
}

function goalColumns({ name, work, own }: Entry): string[] {
  const cpu = spread(own.map(({ measured }) => measured.cpu));
  const toBasePage = spread(own.map(({ measured, basePage }) => measured.cpu / basePage));
  return [short(cpu.median), rangedRatio(toBasePage), name === 'gatehouse' ? GOALS[work].toFixed(2) : ''];
}

/** CPU milliseconds a request: so little a server does by itself while nobody asks it, and a process' clock counts in hundredths of a second. */
const UNMEASURABLE = 0.005;

function sameWorkColumns({ name, own, everybody }: Entry): string[] {
  return MEASURES.map(([key]) => {
    const figure = (round: Round) => round.measured[key];
    const middle = spread(own.map(figure)).median;
    const base = everybody.filter(({ contestant }) => contestant === BASE).map(figure);
    if (name === BASE || spread(base).median < UNMEASURABLE) return short(middle);
    return `${short(middle)}: ${rangedRatio(ratios(own, everybody, figure))}`;
  });
}

function fixedRows(fixed: readonly FixedRound[]): string[][] {
  return byContestant(fixed).map(([name, own]) => {
    const figure = (key: 'p50' | 'p99' | 'p999') => short(spread(own.map(({ latencies }) => latencies[key])).median);
    const ratio = ratios(own, fixed, ({ latencies }) => latencies.p99);
    return [name, figure('p50'), figure('p99'), figure('p999'), rangedRatio(ratio), name === 'gatehouse' ? '1.00' : ''];
  });
}

interface OfRound {
  readonly contestant: string;
  readonly round: number;
}

function byContestant<T extends OfRound>(rounds: readonly T[]): [name: string, own: T[]][] {
  return [...Map.groupBy(rounds, ({ contestant }) => contestant)];
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
