import { Redis } from 'ioredis';
import type { Options } from '../options.ts';
import { Client } from '../support/client.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';
import { privateServers } from '../support/servers.ts';
import { median } from '../support/statistics.ts';
import { DEEDS, type Deed, type Site } from './deeds.ts';
import { CHEAP_HASHES, type Population, populate } from './population.ts';
import { type ScaleRound, reportScale } from './report.ts';

/** Measured in each size: as many people as a busy minute has, whatever the number of accounts. */
const VISITORS = 500;

interface OpenSite extends RunningProduct, Site {
  readonly population: Population;
}

/** What each deed costs with few and with many accounts: all sizes are there at once and are measured in turn. */
export async function scale({ quick, rounds = quick ? 2 : 7, accounts }: Options): Promise<void> {
  const sizes = accounts ?? (quick ? [1_000, 10_000, 50_000] : [1_000, 100_000, 1_000_000]);
  const servers = await privateServers();
  const populations: Population[] = [];
  for (const [place, count] of sizes.entries())
    populations.push(await populate(servers, { count, place, measured: VISITORS, env: CHEAP_HASHES }));
  const measured: ScaleRound[] = [];
  const sites: OpenSite[] = [];
  for (const population of populations) sites.push(await open(population));
  let turn = 0;
  // Round 0 warms everything up.
  for (let round = 0; round <= rounds; round++) {
    for (const deed of DEEDS) {
      const times = await timeInTurn(sites, deed, (turn += 1_009));
      if (round > 0) measured.push(...times.map((ms, nth) => ({ deed: deed.name, count: sizes[nth] ?? 0, round, ms })));
    }
    for (const { population } of sites) {
      const begun = performance.now();
      const { program } = await startProduct(population.stores, { name: 'start-up', env: CHEAP_HASHES });
      if (round > 0) measured.push({ deed: 'start', count: population.count, round, ms: performance.now() - begun });
      await program.stop();
    }
    console.log(`round ${round} of ${rounds} is done`);
  }
  for (const { program, redis } of sites) {
    redis.disconnect();
    await program.stop();
  }
  reportScale(measured, populations, quick);
}

async function open(population: Population): Promise<OpenSite> {
  const product = await startProduct(population.stores, { name: `gatehouse-${population.count}`, env: CHEAP_HASHES });
  const redis = new Redis(population.stores.redisUrl);
  return { ...product, population, redis, client: new Client(product.origin, 1) };
}

/** The middle time of a deed in each size: one visitor of each in turn, so that a noisy moment meets all sizes. */
async function timeInTurn(sites: readonly OpenSite[], deed: Deed, turn: number): Promise<number[]> {
  const times = sites.map((): number[] => []);
  for (let nth = 0; nth < deed.times; nth++) {
    for (const [place, site] of sites.entries()) times[place]?.push(await time(site, deed, turn + nth));
  }
  return times.map(median);
}

async function time(site: OpenSite, deed: Deed, turn: number): Promise<number> {
  const { visitors } = site.population;
  const visitor = visitors[turn % visitors.length];
  if (visitor === undefined) throw new Error('nobody is there');
  await deed.prepare?.(site, visitor);
  const begun = performance.now();
  await deed.act(site, visitor, turn);
  return performance.now() - begun;
}
