import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadOf } from '../compare/measure.ts';
import { startGatehouse } from '../compare/product-contestant.ts';
import type { Work } from '../compare/contestant.ts';
import type { Options } from '../options.ts';
import { keepInPaper, keepPicture, keepResult, place } from '../support/record.ts';
import { privateServers } from '../support/servers.ts';
import { table } from '../support/table.ts';
import { workDir } from '../support/work-dir.ts';
import { wrk } from '../support/wrk.ts';
import { type Frame, readProfile } from './cpu-profile.ts';
import { flameGraph } from './flame-graph.ts';
import { selfTimes } from './self-times.ts';

const WORKS: readonly Work[] = ['page', 'front', 'probe'];

/** `node --cpu-prof` of the product under load: self time by package and by function, and a flame graph. */
export async function profile({ quick }: Options): Promise<void> {
  const dir = join(workDir(), 'profile');
  const nodeArgs = ['--cpu-prof', '--cpu-prof-interval=250', `--cpu-prof-dir=${dir}`];
  const gatehouse = await startGatehouse(await privateServers(), 32, { nodeArgs });
  const windows: [Work, readonly [number, number]][] = [];
  for (const work of WORKS) {
    await wrk(loadOf(gatehouse, work), { seconds: quick ? 3 : 10 });
    const from = now();
    await wrk(loadOf(gatehouse, work), { seconds: quick ? 5 : 20 });
    windows.push([work, [from, now()]]);
  }
  await gatehouse.program.stop();
  // The first thread's; the one that hashes has a profile of its own.
  const file = readdirSync(dir).find((name) => /\.0\.\d+\.cpuprofile$/.test(name)) ?? '';
  for (const [work, window] of windows) show(work, readProfile(join(dir, file), window), quick);
}

function show(work: Work, root: Frame, quick: boolean): void {
  const rooms = selfTimes(root, ({ room }) => room).slice(0, 24);
  const functions = selfTimes(root, ({ name, room }) => `${name} (${room})`).slice(0, 32);
  const listed = (title: string, times: typeof rooms) =>
    table([[title, 'self time'], ...times.map(({ what, share }) => [what, `${(share * 100).toFixed(1)} %`])]);
  const text = [place(), listed('package, or room of the product', rooms), listed('function', functions)].join('\n\n');
  console.log(`\n${work}\n\n${text}`);
  keepResult({ name: `profile-${work}`, quick }, { rooms, functions });
  keepPicture(`docs/images/profile-${work}.svg`, flameGraph(root));
  keepInPaper(`bench/results/profile-${work}.md`, `profile-${work}`, text);
}

/** Microseconds of the clock that a profile uses. */
function now(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
