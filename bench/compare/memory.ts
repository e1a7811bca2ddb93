import { setTimeout as sleep } from 'node:timers/promises';
import type { Options } from '../options.ts';
import { residentOf } from '../support/process-tree.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers } from '../support/servers.ts';
import { median } from '../support/statistics.ts';
import { wrk } from '../support/wrk.ts';
import { loadOf } from './measure.ts';
import { startGatehouse } from './product-contestant.ts';

/** From the first to the second number of requests, memory may grow at most so much. */
const GOAL = 1.2;

/** Resident memory after 1,000,000 signed-in pages against that after 100,000. */
export async function memory({ quick }: Options): Promise<void> {
  const marks = quick ? [5_000, 20_000] : [100_000, 1_000_000];
  const gatehouse = await startGatehouse(await privateServers(), 32);
  const held: number[] = [];
  let requests = 0;
  for (const mark of marks) {
    while (requests < mark) requests += (await wrk(loadOf(gatehouse, 'page'), { seconds: quick ? 2 : 10 })).requests;
    held.push(await resting(gatehouse.program.pid));
    console.log(`after ${requests} pages: ${Math.round((held.at(-1) ?? 0) / 2 ** 20)} MiB`);
  }
  await gatehouse.program.stop();
  const [early = Number.NaN, late = Number.NaN] = held;
  const [fewer, more] = marks.map((mark) => mark.toLocaleString('en-GB'));
  const sizes = `${Math.round(early / 2 ** 20)} MiB after ${fewer} pages, ${Math.round(late / 2 ** 20)} MiB after ${more}`;
  const text = `${place()}\n\nResident memory: ${sizes}: **${(late / early).toFixed(2)}** times (goal: at most ${GOAL}).`;
  console.log(text);
  keepResult({ name: 'memory', quick }, { marks, held, ratio: late / early });
  keepInPaper('docs/performance.md', 'memory', text);
}

/** The middle of what it holds over five seconds without load, in bytes. */
async function resting(pid: number): Promise<number> {
  const seen: number[] = [];
  for (let second = 0; second < 5; second++) {
    await sleep(1_000);
    seen.push(residentOf(pid));
  }
  return median(seen);
}
