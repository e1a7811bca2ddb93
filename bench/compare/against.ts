import type { Options } from '../options.ts';
import { privateServers } from '../support/servers.ts';
import { spread } from '../support/statistics.ts';
import { rangedRatio, short, table } from '../support/table.ts';
import { TITLES, type Work } from './contestant.ts';
import { measure } from './measure.ts';
import { startGatehouse } from './product-contestant.ts';

const WORKS: readonly Work[] = ['page', 'json', 'front', 'static', 'probe', 'verify'];

/**
 * `npm run bench -- against --other <folder>`: this checkout against another, each on stores of its own, in many short rounds in
 * turns: what a change of the hot path is worth.
 */
export async function against({ quick, rounds = quick ? 5 : 15, other }: Options): Promise<void> {
  if (other === undefined) throw new Error('--other names the folder of another checkout');
  const servers = await privateServers();
  const here = await startGatehouse(servers, 32);
  const there = await startGatehouse(servers, 32, { name: 'other', folder: other }, 1);
  const rows = [['CPU ms for a request', 'here', 'there', 'there to here (spread)']];
  for (const work of WORKS.filter((each) => here.paths[each] !== undefined)) {
    for (const warmed of [here, there]) await measure(warmed, work, servers, 2);
    const measured: [number, number][] = [];
    for (let round = 0; round < rounds; round++) {
      measured.push([(await measure(here, work, servers, 1)).cpu, (await measure(there, work, servers, 1)).cpu]);
    }
    const ratio = spread(measured.map(([mine, others]) => others / mine));
    const cost = (which: 0 | 1) => short(spread(measured.map((round) => round[which])).median);
    rows.push([TITLES[work], cost(0), cost(1), rangedRatio(ratio)]);
  }
  console.log(table(rows));
  for (const { program } of [here, there]) await program.stop();
}
