import { loadOf } from '../compare/measure.ts';
import type { Contestant } from '../compare/contestant.ts';
import type { Options } from '../options.ts';
import { signedInVisitors } from '../support/people.ts';
import { cpuOf } from '../support/process-tree.ts';
import { migrate, startProduct } from '../support/product.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers, type Servers } from '../support/servers.ts';
import { spread } from '../support/statistics.ts';
import { short, table } from '../support/table.ts';
import { wrk } from '../support/wrk.ts';

interface Pace {
  /** Pages a second over all instances. */
  readonly throughput: number;
  /** CPU milliseconds for a page: of the instances, of Redis. */
  readonly cpu: number;
  readonly redisCpu: number;
}

const CONNECTIONS = 32;

/**
 * Two instances against one with the same stores. Where the load generator, Redis and two instances share two cores,
 * throughput cannot double; what can be shown there is that a page costs no more with two, so that each added core of
 * instances adds its share until Redis' own core is full.
 */
export async function instances({ quick, rounds = quick ? 2 : 7 }: Options): Promise<void> {
  const servers = await privateServers();
  const stores = { databaseUrl: await servers.database('instances'), redisUrl: await servers.redis(0) };
  await migrate(stores);
  const first = await startProduct(stores, { name: 'first' });
  const second = await startProduct(stores, { name: 'second' });
  const cookies = await signedInVisitors(first, 32);
  const both = [first, second].map((product): Contestant => ({ name: '', ...product, cookies, paths: { page: '/dashboard' } }));
  const seconds = quick ? 3 : 8;
  await pace(both, servers, seconds);
  const paces: { one: Pace; two: Pace }[] = [];
  for (let round = 0; round < rounds; round++) {
    paces.push({ one: await pace(both.slice(0, 1), servers, seconds), two: await pace(both, servers, seconds) });
  }
  for (const { program } of both) await program.stop();
  report(paces, quick);
}

/** So many connections in all, shared by the instances that are loaded at the same time. */
async function pace(loaded: readonly Contestant[], servers: Servers, seconds: number): Promise<Pace> {
  const pids = loaded.map(({ program }) => program.pid);
  const used = () => pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
  const [before, redisBefore] = [used(), cpuOf(servers.redisPid)];
  const connections = CONNECTIONS / loaded.length;
  const samples = await Promise.all(loaded.map((contestant) => wrk(loadOf(contestant, 'page'), { seconds, connections })));
  const requests = samples.reduce((sum, sample) => sum + sample.requests, 0);
  const throughput = samples.reduce((sum, sample) => sum + sample.throughput, 0);
  return { throughput, cpu: (used() - before) / requests, redisCpu: (cpuOf(servers.redisPid) - redisBefore) / requests };
}

function report(paces: readonly { one: Pace; two: Pace }[], quick: boolean): void {
  const of = (figure: (round: { one: Pace; two: Pace }) => number) => {
    const { median, low, high } = spread(paces.map(figure));
    return `${short(median)} (${short(low)} to ${short(high)})`;
  };
  const text = [
    place(),
    table([
      ['', 'one instance', 'two instances', 'two to one'],
      [
        'pages a second',
        of(({ one }) => one.throughput),
        of(({ two }) => two.throughput),
        of(({ one, two }) => two.throughput / one.throughput),
      ],
      ['CPU ms a page, instances', of(({ one }) => one.cpu), of(({ two }) => two.cpu), of(({ one, two }) => two.cpu / one.cpu)],
      [
        'CPU ms a page, Redis',
        of(({ one }) => one.redisCpu),
        of(({ two }) => two.redisCpu),
        of(({ one, two }) => two.redisCpu / one.redisCpu),
      ],
      [
        'pages a second that the CPU of a page allows, a core for each instance',
        of(({ one }) => 1000 / one.cpu),
        of(({ two }) => 2000 / two.cpu),
        of(({ one, two }) => (2 * one.cpu) / two.cpu),
      ],
    ]),
  ].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'instances', quick }, { paces });
  keepInPaper('docs/scale.md', 'instances', text);
}
