import type { Options } from '../options.ts';
import { residentOf } from '../support/process-tree.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers } from '../support/servers.ts';
import { median, spread } from '../support/statistics.ts';
import { wrk } from '../support/wrk.ts';
import { loadOf } from './measure.ts';
import { startGatehouse } from './product-contestant.ts';

/** From the first to the second number of requests, memory may grow at most so much. */
const GOAL = 1.2;

/** How often one looks after a mark, and for how many seconds more requests come before each look. */
const LOOKS = 12;
const BETWEEN = 2;

/**
 * Resident memory after 1,000,000 signed-in pages against that after 100,000: each the middle of many looks while more are
 * answered, because V8 collects its old generation once in a few hundred thousand pages, and memory grows until then.
 */
export async function memory({ quick }: Options): Promise<void> {
  const marks = quick ? [5_000, 20_000] : [100_000, 1_000_000];
  const gatehouse = await startGatehouse(await privateServers(), 32);
  const held: number[][] = [];
  let requests = 0;
  for (const mark of marks) {
    while (requests < mark) requests += (await wrk(loadOf(gatehouse, 'page'), { seconds: quick ? 2 : 10 })).requests;
    const seen: number[] = [];
    for (let look = 0; look < LOOKS; look++) {
      requests += (await wrk(loadOf(gatehouse, 'page'), { seconds: quick ? 1 : BETWEEN })).requests;
      seen.push(residentOf(gatehouse.program.pid));
    }
    held.push(seen);
    console.log(`up to ${requests} pages: ${seen.map(inMiB).join(', ')} MiB`);
  }
  await gatehouse.program.stop();
  const [early = [], late = []] = held;
  const ratio = median(late) / median(early);
  const [fewer, more] = marks.map((mark) => mark.toLocaleString('en-GB'));
  const sizes = `${ranged(early)} after ${fewer} pages, ${ranged(late)} after ${more}`;
  const text = `${place()}\n\nResident memory: ${sizes}: **${ratio.toFixed(2)}** times (goal: at most ${GOAL}).`;
  console.log(text);
  keepResult({ name: 'memory', quick }, { marks, held, ratio });
  keepInPaper('bench/results/memory.md', 'memory', text);
}

function ranged(seen: readonly number[]): string {
  const { median: middle, low, high } = spread(seen);
  return `${inMiB(middle)} MiB (${inMiB(low)} to ${inMiB(high)})`;
}

function inMiB(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
