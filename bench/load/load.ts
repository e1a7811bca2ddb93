import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../support/client.ts';
import { startNginx } from '../support/nginx.ts';
import { residentOf } from '../support/process-tree.ts';
import { startProduct } from '../support/product.ts';
import { privateServers } from '../support/servers.ts';
import { populate } from '../scale/population.ts';
import { freePort } from '../../test/support/network.ts';
import { type Held, reportLoad } from './report.ts';
import { Tally } from './tally.ts';
import { keepLoggingIn, visit } from './visitors.ts';

export interface LoadOptions {
  readonly name?: string;
  readonly minutes: number;
  readonly quick: boolean;
}

const VISITORS = 1_000;

/** Two instances behind nginx, a thousand visitors who think, and people who log in: nothing fails, nothing grows. */
export async function load({ name = 'load', minutes, quick }: LoadOptions): Promise<void> {
  const servers = await privateServers();
  const population = await populate(servers, { count: VISITORS * 5, place: 0, measured: VISITORS });
  const [port, firstPort, secondPort] = [await freePort(), await freePort(), await freePort()];
  const shared = { PUBLIC_URL: `http://127.0.0.1:${port}`, TRUST_PROXY: '127.0.0.1' };
  const start = (own: number) =>
    startProduct(population.stores, { name: `instance-${own}`, env: { ...shared, PORT: String(own) } });
  const instances = [await start(firstPort), await start(secondPort)];
  const nginx = await startNginx(port, [firstPort, secondPort]);
  const tally = new Tally();
  const end = Date.now() + minutes * 60_000;
  const client = new Client(nginx.origin, 256);
  const visits = population.visitors.map((visitor) => visit(client, visitor, { tally, end }));
  const [held] = await Promise.all([
    watch(
      instances.map(({ program }) => program.pid),
      end,
    ),
    keepLoggingIn(client, VISITORS * 5, { tally, end }),
    ...visits,
  ]);
  client.close();
  for (const { program } of [nginx, ...instances]) await program.stop();
  reportLoad({ name, minutes, quick, tally, held });
}

/** Memory every five seconds until the end. */
async function watch(pids: readonly number[], end: number): Promise<Held[]> {
  const begun = Date.now();
  const held: Held[] = [];
  while (Date.now() < end) {
    held.push({ second: Math.round((Date.now() - begun) / 1_000), bytes: pids.map(residentOf) });
    await sleep(5_000);
  }
  return held;
}
