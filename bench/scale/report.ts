import { lineChart } from '../support/line-chart.ts';
import { keepInPaper, keepPicture, keepResult, place } from '../support/record.ts';
import { spread } from '../support/statistics.ts';
import { rangedRatio, short, table } from '../support/table.ts';
import { DEEDS } from './deeds.ts';
import { hundredMillion } from './hundred-million.ts';
import type { Population } from './population.ts';

export interface ScaleRound {
  readonly deed: string;
  readonly count: number;
  readonly round: number;
  /** The middle time of this round, in milliseconds. */
  readonly ms: number;
}

/** A cost is flat when it grows at most so much from the fewest accounts to the most. */
const GOAL = 1.15;

const TITLES = [...DEEDS, { name: 'start', title: 'start-up, until ready' }];

/** Prints and writes the figures; of a full run also the plots and the paper's tables. */
export function reportScale(measured: readonly ScaleRound[], populations: readonly Population[], quick: boolean): void {
  const counts = populations.map(({ count }) => count);
  const costs = table([
    ['what', ...counts.map((count) => `ms at ${short(count)}`), 'largest to smallest (spread)', 'goal'],
    ...TITLES.map(({ name, title }) => [
      title,
      ...counts.map((count) => short(at(measured, name, count).median)),
      growth(measured, name, counts),
      String(GOAL),
    ]),
  ]);
  const bytes = table([
    ['bytes for each account and session', ...counts.map(short)],
    ...BYTES.map(([key, title]) => [title, ...populations.map((population) => short(population.bytes[key] ?? Number.NaN))]),
  ]);
  const text = [place(), costs, bytes].join('\n\n');
  console.log(`\n${text}\n\n${hundredMillion(populations)}`);
  keepResult(
    { name: 'scale', quick },
    { measured, populations: populations.map(({ count, bytes: each }) => ({ count, bytes: each })) },
  );
  keepInPaper('docs/scale.md', 'growth', text);
  keepInPaper('docs/scale.md', 'hundred-million', hundredMillion(populations));
  plot(measured, counts);
}

const BYTES = [
  ['redis', 'Redis: session, index, cached principal'],
  ['postgresRows', 'PostgreSQL: the row of users'],
  ['postgresIndexes', 'PostgreSQL: its four indexes'],
] as const;

function plot(measured: readonly ScaleRound[], counts: readonly number[]): void {
  const [fewest = 1] = counts;
  const lines = TITLES.map(({ name, title }) => {
    const base = at(measured, name, fewest).median;
    return { title, points: counts.map((count) => [count, at(measured, name, count).median / base] as const) };
  });
  const title = `Cost by number of accounts and sessions (1.0 = with ${short(fewest)})`;
  const mark = { value: GOAL, title: `goal: at most ${GOAL}` };
  keepPicture('docs/images/scale.svg', lineChart({ title, lines, mark }));
}

function at(measured: readonly ScaleRound[], deed: string, count: number) {
  return spread(measured.filter((round) => round.deed === deed && round.count === count).map(({ ms }) => ms));
}

/** The largest by the smallest within the same round. */
function growth(measured: readonly ScaleRound[], deed: string, counts: readonly number[]): string {
  const of = (count: number | undefined) => measured.filter((round) => round.deed === deed && round.count === count);
  const [small, large] = [of(counts[0]), of(counts.at(-1))];
  return rangedRatio(spread(large.map(({ ms }, nth) => ms / (small[nth]?.ms ?? Number.NaN))));
}
