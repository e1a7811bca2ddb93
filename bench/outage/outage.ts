import type { Options } from '../options.ts';
import { Client, cookiesOf } from '../support/client.ts';
import { latencies } from '../support/open-loop.ts';
import { expectStatus, nameOf, PASSWORD, register } from '../support/people.ts';
import { privateServers } from '../support/servers.ts';
import { Frozen } from './frozen.ts';
import { Observed } from './observed.ts';
import { type Outage, type Phase, reportOutages } from './report.ts';

const PEOPLE = 50;
const CONNECTIONS = 32;

/** 100,000 requests while a store is frozen and as many after it: what they cost, and whether the process is as before. */
export async function outage({ quick }: Options): Promise<void> {
  const requests = quick ? 5_000 : 100_000;
  const servers = await privateServers();
  const stores = { databaseUrl: await servers.database('bench_outage'), redisUrl: await servers.redis(0) };
  const observed = await Observed.start(stores);
  const client = new Client(observed.product.origin, CONNECTIONS);
  const people: Cookies[] = [];
  for (let place = 0; place < PEOPLE; place++) people.push(await signIn(client, nameOf(place)));
  const signedIn = people.map(({ session }) => session);
  // Those who come back with their remember-me cookie alone need SQL.
  const remembered = people.map(({ remember }) => remember);
  const phase = async (name: string, cookies: readonly string[], count: number): Promise<Phase> => {
    const { cpu } = await observed.look();
    const loaded = await load(client, cookies, count);
    const look = await observed.look();
    return { name, requests: count, ...loaded, cpu: (look.cpu - cpu) / count, look };
  };
  const measure = async (store: string, server: Frozen, cookies: readonly string[]): Promise<Outage> => {
    const before = await phase('before', signedIn, requests / 5);
    server.freeze();
    const during = await phase('during', cookies, requests);
    server.thaw();
    const recovered = await observed.untilReady();
    return { store, phases: [before, during, await phase('after', signedIn, requests)], recovered };
  };
  // Code that has run is compiled, and caches are full: what comes is measured against that.
  await load(client, signedIn, requests / 5);
  const outages = [
    await measure('Redis', new Frozen(servers.redisPid), signedIn),
    await measure('PostgreSQL', new Frozen(servers.postgresPid), remembered),
  ];
  client.close();
  await observed.product.program.stop();
  reportOutages(outages, quick);
}

/** What a browser keeps of a login with the box ticked. */
interface Cookies {
  readonly session: string;
  readonly remember: string;
}

async function signIn(client: Client, identifier: string): Promise<Cookies> {
  await register(client, identifier);
  const body = { identifier, password: PASSWORD, remember: true };
  const cookies = cookiesOf(expectStatus(await client.ask('/login', { method: 'POST', body }), 200)).split('; ');
  const named = (name: string): string => cookies.find((pair) => pair.startsWith(`${name}=`)) ?? '';
  return { session: named('session'), remember: named('remember') };
}

/** So many pages, each connection asking for its next as soon as it has the last. */
async function load(client: Client, cookies: readonly string[], count: number) {
  const statuses: Record<string, number> = {};
  const times: number[] = [];
  const begun = performance.now();
  let next = 0;
  const visit = async (): Promise<void> => {
    for (let turn = next++; turn < count; turn = next++) {
      const asked = performance.now();
      const headers = { accept: 'text/html', cookie: cookies[turn % cookies.length] ?? '' };
      const { status } = await client.ask('/dashboard', { headers });
      times.push(performance.now() - asked);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, visit));
  return { statuses, latencies: latencies(times), seconds: (performance.now() - begun) / 1_000 };
}
