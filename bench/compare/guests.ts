import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from '../options.ts';
import { Client } from '../support/client.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers } from '../support/servers.ts';
import { spread } from '../support/statistics.ts';
import { rangedRatio, short, table } from '../support/table.ts';
import { workDir } from '../support/work-dir.ts';
import { type Contestant, TITLES, type Work } from './contestant.ts';
import { loadOf, measure, warmUp } from './measure.ts';
import { writePageFiles } from './page-files.ts';
import { FASTIFY, preparePeers, startPeers } from './peers.ts';
import { startGatehouse } from './product-contestant.ts';

const WORKS = ['front', 'probe'] as const satisfies readonly Work[];

/** On a busy machine two seconds are not enough for V8 to compile what so short a work needs. */
const WARM_UPS = 4;

/** Node or the connection makes these for everybody, or they are the body's. */
const NOT_OURS = /^(date|connection|keep-alive|content-length|content-type)$/;

/**
 * `npm run bench -- guests`: the front page and the probe against the comparison's Fastify, once as it is and once
 * with the headers that the product sends, so that every answer has the same bytes. Many short rounds in turns.
 */
export async function guests({ quick, rounds = quick ? 5 : 15 }: Options): Promise<void> {
  preparePeers();
  const servers = await privateServers();
  const product = await startGatehouse(servers, 1);
  const same = { ...FASTIFY, name: 'fastify, all bytes', env: { HEADERS: await keepHeaders(product) } };
  const peers = await startPeers(servers, 1, await writePageFiles(product), [FASTIFY, same]);
  const rows = [['CPU ms for a request', 'gatehouse', ...peers.flatMap(({ name }) => [name, 'gatehouse to it (spread)'])]];
  const figures: Record<string, number[][]> = {};
  for (const work of WORKS) {
    for (let nth = 0; nth < WARM_UPS; nth++) for (const contestant of [product, ...peers]) await warmUp(contestant, work);
    const measured: number[][] = [];
    for (let round = 0; round < rounds; round++) {
      const costs: number[] = [];
      for (const contestant of [product, ...peers]) costs.push((await measure(contestant, work, servers, 1)).cpu);
      measured.push(costs);
    }
    figures[work] = measured;
    const cost = (nth: number) => short(spread(measured.map((costs) => costs[nth] ?? Number.NaN)).median);
    const ratio = (nth: number) => rangedRatio(spread(measured.map((costs) => (costs[0] ?? Number.NaN) / (costs[nth] ?? 0))));
    rows.push([TITLES[work], cost(0), ...peers.flatMap((_, nth) => [cost(nth + 1), ratio(nth + 1)])]);
  }
  const text = table(rows);
  console.log(text);
  keepResult({ name: 'guests', quick }, { figures });
  keepInPaper('bench/results/guests.md', 'guests', `${place()}\n\n${text}`);
  for (const { program } of [product, ...peers]) await program.stop();
}

/** Writes what the product's answers have besides the headers that everybody sends. */
async function keepHeaders(product: Contestant): Promise<string> {
  const client = new Client(product.origin);
  const kept: Record<string, object> = {};
  for (const work of WORKS) {
    const { path, accept } = loadOf(product, work);
    const { headers } = await client.ask(path, { headers: { accept } });
    kept[work] = Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_OURS.test(name)));
  }
  client.close();
  const file = join(workDir(), 'headers.json');
  writeFileSync(file, JSON.stringify(kept));
  return file;
}
