import { setTimeout as sleep } from 'node:timers/promises';
import type { Options } from '../options.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { spread } from '../support/statistics.ts';
import { ranged, rangedRatio, table } from '../support/table.ts';
import { Checkout } from './checkout.ts';

/** Milliseconds after listening, and after which nothing of the start is under way any more. */
const SETTLED = 1_000;
const IDLE = 60_000;

/** Starts after the first, in each round. */
const LATER = 3;

/** What is measured of one checkout in one round; times are milliseconds, memory is MiB. */
type Figures = Readonly<Record<keyof typeof TITLES, number>>;

const TITLES = {
  firstLine: 'first start: to the first line, ms',
  firstListening: 'first start: to listening, ms',
  firstCpu: 'first start: CPU, ms',
  firstResident: 'first start: resident, MiB',
  firstPeak: 'first start: highest resident, MiB',
  firstIdle: 'first start: resident when idle, MiB',
  laterListening: 'later start: to listening, ms',
  laterCpu: 'later start: CPU, ms',
  laterResident: 'later start: resident, MiB',
  laterIdle: 'later start: resident when idle, MiB',
};

/**
 * `npm run bench -- start [--other <folder>]`: `npm start` of the embedded default, after `npm ci` and again, how soon
 * it speaks and listens, and what stays in memory; side by side with another checkout, each in turn.
 */
export async function start({ quick, rounds = quick ? 1 : 5, other }: Options): Promise<void> {
  const checkouts = [new Checkout('here', '.'), ...(other === undefined ? [] : [new Checkout('other', other)])];
  const measured: Record<string, Figures[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const checkout of checkouts) {
      (measured[checkout.name] ??= []).push(await measure(checkout, quick ? IDLE / 6 : IDLE));
    }
    console.log(`round ${round + 1} of ${rounds} is done`);
  }
  const { here = [], other: there } = measured;
  const rows = Object.entries(TITLES).map(([key, title]) => {
    const of = (figures: readonly Figures[]) => figures.map((figure) => figure[key as keyof Figures]);
    if (there === undefined) return [title, ranged(spread(of(here)))];
    const others = of(there);
    const ratio = of(here).map((figure, index) => figure / (others[index] ?? Number.NaN));
    return [title, ranged(spread(of(here))), ranged(spread(others)), rangedRatio(spread(ratio))];
  });
  const text = table([['`npm start`, embedded', 'here', ...(there ? ['other', 'here to other (spread)'] : [])], ...rows]);
  console.log(text);
  keepResult({ name: 'start', quick }, { measured });
  keepInPaper('bench/results/start.md', 'start', `${place()}\n\n${text}`);
}

async function measure(checkout: Checkout, idle: number): Promise<Figures> {
  checkout.forget();
  const first = await checkout.start();
  await sleep(SETTLED);
  const settled = checkout.resident();
  await sleep(idle);
  const firstIdle = checkout.resident().mebibytes;
  await checkout.stop();
  const later: { listening: number; cpu: number; resident: number }[] = [];
  for (let nth = 0; nth < LATER; nth++) {
    if (nth > 0) await checkout.stop();
    const { listening, cpu } = await checkout.start();
    await sleep(SETTLED);
    later.push({ listening, cpu, resident: checkout.resident().mebibytes });
  }
  await sleep(idle);
  const laterIdle = checkout.resident().mebibytes;
  await checkout.stop();
  checkout.removeData();
  const middle = (key: keyof (typeof later)[number]) => spread(later.map((one) => one[key])).median;
  return {
    firstLine: first.firstLine,
    firstListening: first.listening,
    firstCpu: first.cpu,
    firstResident: settled.mebibytes,
    firstPeak: settled.peakMebibytes,
    firstIdle,
    laterListening: middle('listening'),
    laterCpu: middle('cpu'),
    laterResident: middle('resident'),
    laterIdle,
  };
}
