import { Client } from '../support/client.ts';
import { latencies, timesInOpenLoop } from '../support/open-loop.ts';
import { NAME_MARK } from '../support/people.ts';
import { cpuOf } from '../support/process-tree.ts';
import type { Servers } from '../support/servers.ts';
import { type Load, type Sample, wrk } from '../support/wrk.ts';
import type { Contestant, Work } from './contestant.ts';

export interface Measured extends Sample {
  /** CPU milliseconds per request: of the program with its children, of Redis, of PostgreSQL. */
  readonly cpu: number;
  readonly redisCpu: number;
  readonly postgresCpu: number;
}

/** Seconds. */
const WARM_UP = 2;

const SIGNED_IN: ReadonlySet<Work> = new Set(['page', 'json', 'session', 'verify']);

/** What is sent for a work, and what every answer must hold for its time to count. */
export function loadOf({ origin, cookies, paths }: Contestant, work: Work): Load {
  const signedIn = SIGNED_IN.has(work);
  return {
    origin,
    path: paths[work] ?? '',
    accept: work === 'page' || work === 'front' ? 'text/html' : 'application/json',
    cookies: signedIn ? cookies : [],
    status: work === 'verify' ? 204 : 200,
    // A 204 has no body; its headers are checked once, before the rounds.
    marker: signedIn && work !== 'verify' ? NAME_MARK : '',
  };
}

/** Until V8 has compiled what a work needs: for everybody, before anything counts. */
export async function warmUp(contestant: Contestant, work: Work): Promise<void> {
  await wrk(loadOf(contestant, work), { seconds: WARM_UP });
}

export async function measure(contestant: Contestant, work: Work, servers: Servers, seconds: number): Promise<Measured> {
  // Code that was not used for minutes is compiled anew, and caches are cold: that is not what a request costs.
  await warmUp(contestant, work);
  const pids = [contestant.program.pid, servers.redisPid, servers.postgresPid];
  const before = pids.map(cpuOf);
  const sample = await wrk(loadOf(contestant, work), { seconds });
  const [cpu = 0, redisCpu = 0, postgresCpu = 0] = pids.map(
    (pid, place) => (cpuOf(pid) - (before[place] ?? 0)) / sample.requests,
  );
  return { ...sample, cpu, redisCpu, postgresCpu };
}

/** Seconds that each is asked before the next one's turn, and for which connections and caches are made ready before. */
const TURN = 1;
const READY = 0.3;

/** Latencies of the signed-in page at the same rate for everybody, in many short turns: a noisy moment meets all of them. */
export async function atFixedRate(contestants: readonly Contestant[], perSecond: number, seconds: number) {
  const measured = contestants.map((contestant) => ({ contestant, times: [] as number[] }));
  for (let turn = 0; turn < seconds / TURN; turn++) {
    for (const { contestant, times } of measured) {
      const client = new Client(contestant.origin);
      const ask = asking(client, contestant);
      await timesInOpenLoop(perSecond, READY, ask);
      times.push(...(await timesInOpenLoop(perSecond, TURN, ask)));
      client.close();
    }
  }
  return measured.map(({ contestant: { name }, times }) => ({ contestant: name, latencies: latencies(times) }));
}

/** Asks for the page of one visitor after the other and checks each. */
function asking(client: Client, contestant: Contestant) {
  const { path, cookies, marker, accept } = loadOf(contestant, 'page');
  return async (turn: number): Promise<void> => {
    const { status, text } = await client.ask(path, { headers: { accept, cookie: cookies[turn % cookies.length] ?? '' } });
    if (status !== 200 || !text.includes(marker)) throw new Error(`${contestant.name}: a wrong answer, ${status}`);
  };
}
