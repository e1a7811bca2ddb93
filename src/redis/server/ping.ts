import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, type Redis } from 'ioredis';

/** The first look at a Cluster's nodes may take so many milliseconds. */
const CONNECT_TIMEOUT = 1_000;

/** Resolves when the store answers; a Cluster must also have an owner for every slot that it is asked for. */
export async function ping(client: Redis | Cluster): Promise<void> {
  if (!(client instanceof Cluster)) return void (await client.ping());
  // A Cluster takes no command before it knows its nodes, and goes on trying for ever.
  if (client.status === 'wait') await Promise.race([client.connect(), sleep(CONNECT_TIMEOUT)]);
  await Promise.any(client.nodes('master').map(async (node) => refuseUnlessOk(await node.cluster('INFO'))));
}

function refuseUnlessOk(info: unknown): void {
  if (!String(info).includes('cluster_state:ok')) throw new Error('CLUSTERDOWN the cluster has lost slots');
}
