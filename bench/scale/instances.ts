import { availableParallelism } from 'node:os';
import { loadOf } from '../compare/measure.ts';
import type { Contestant } from '../compare/contestant.ts';
import type { Options } from '../options.ts';
import { holdToShare } from '../support/cpu-quota.ts';
import { signedInVisitors } from '../support/people.ts';
import { cpuOf } from '../support/process-tree.ts';
import { migrate, startProduct } from '../support/product.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers, type Servers } from '../support/servers.ts';
import { spread } from '../support/statistics.ts';
import { ranged, table } from '../support/table.ts';
import { wrk } from '../support/wrk.ts';

interface Pace {
  /** Pages a second over all instances. */
  readonly throughput: number;
  /** CPU milliseconds for a page: of the instances, of Redis. */
  readonly cpu: number;
  readonly redisCpu: number;
}

interface Round {
  readonly one: Pace;
  readonly two: Pace;
}

const CONNECTIONS = 32;

/** What each instance gets of one core when both are held to a share: two of them, Redis and the load then have room. */
const SHARE = Math.min(1, availableParallelism() / 8);

/**
 * Two instances against one with the same stores. Where the load generator, Redis and two instances share two cores,
 * throughput cannot double by itself: so each instance is also held to a share of a core, as on a machine that is small for it,
 * and the CPU of a page is shown, which must not rise with the second instance.
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
  const free = await race(both, servers, { rounds, seconds });
  const release = holdToShare(
    both.map(({ program }) => program.pid),
    SHARE,
  );
  const held = release === undefined ? undefined : await race(both, servers, { rounds, seconds });
  for (const { program } of both) await program.stop();
  release?.();
  report({ free, held, quick });
}

async function race(both: readonly Contestant[], servers: Servers, { rounds, seconds }: { rounds: number; seconds: number }) {
  const paces: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    paces.push({ one: await pace(both.slice(0, 1), servers, seconds), two: await pace(both, servers, seconds) });
  }
  return paces;
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

interface Figures {
  readonly free: readonly Round[];
  /** Undefined where the machine does not let us limit anybody. */
  readonly held: readonly Round[] | undefined;
  readonly quick: boolean;
}

function report({ free, held, quick }: Figures): void {
  const row = (
    what: string,
    rounds: readonly Round[],
    figure: (pace: Pace, instances: number) => number,
    goal = '',
  ): string[] => {
    const ones = rounds.map(({ one }) => figure(one, 1));
    const twos = rounds.map(({ two }) => figure(two, 2));
    const ratios = twos.map((two, round) => two / (ones[round] ?? Number.NaN));
    return [what, ...[ones, twos, ratios].map((values) => ranged(spread(values))), goal];
  };
  const limited = `pages a second, each instance held to ${SHARE} of a core`;
  const text = [
    place(),
    table([
      ['', 'one instance', 'two instances', 'two to one', 'goal'],
      held === undefined
        ? [`${limited}: needs the rights to make a cgroup`]
        : row(limited, held, ({ throughput }) => throughput, '1.8'),
      row('pages a second, all on the cores of this machine', free, ({ throughput }) => throughput),
      row('CPU ms a page, instances', free, ({ cpu }) => cpu),
      row('CPU ms a page, Redis', free, ({ redisCpu }) => redisCpu),
      row('pages a second that this allows, a core for each', free, ({ cpu }, count) => (count * 1000) / cpu),
    ]),
  ].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'instances', quick }, { free, held });
  keepInPaper('docs/scale.md', 'instances', text);
}
