import { Cluster, type Redis } from 'ioredis';
import { StartError } from '../../lifecycle/start-error.js';
import { barKey } from '../keys.js';
import { ping } from './ping.js';
import type { RedisServerAddress } from './redis-address.js';

const NODE_OF_CLUSTER =
  'REDIS_URL names a node of a Cluster, which refuses the keys of other nodes: begin it with redis+cluster:// (with TLS rediss+cluster://)';

/**
 * Asks a server that has answered, in one exchange, whether it is what the address says: no node of a Cluster, no
 * replica, no Sentinel, and one that has this database. Throws a {@link StartError} where it is not.
 */
export async function examineRedis(client: Redis | Cluster, { database, kind }: RedisServerAddress): Promise<void> {
  if (client instanceof Cluster) return ping(client);
  const [selected, read, written] = await Promise.allSettled([
    database === 0 ? undefined : client.select(database),
    // A Cluster takes no two slots in one command, whichever of them a node has.
    client.mget(barKey('examined-a'), barKey('examined-b')),
    client.set(barKey('examined-a'), '', 'PX', 1_000),
  ]);
  if (isReply(selected, 'ERR')) {
    throw new StartError('REDIS_URL names a database that the server does not have: take a lower number, or none');
  }
  if (isReply(read, 'CROSSSLOT') || isReply(read, 'MOVED')) throw new StartError(NODE_OF_CLUSTER);
  if (isReply(read, 'ERR')) {
    throw new StartError(
      'REDIS_URL names a Sentinel, which keeps no data: write redis+sentinel://host1,host2,host3/name-of-the-group',
    );
  }
  if (kind === 'plain' && isReply(written, 'READONLY')) {
    throw new StartError(
      'REDIS_URL names a replica, which takes no writes: name the master, or the Sentinels (redis+sentinel://)',
    );
  }
  // Other reasons to refuse a write may pass (OOM, MISCONF), and /health/ready tells them.
  for (const asked of [selected, read]) if (asked.status === 'rejected') throw asked.reason;
}

/** Tells whether Redis has refused with this word. */
function isReply(asked: PromiseSettledResult<unknown>, word: string): boolean {
  return asked.status === 'rejected' && asked.reason instanceof Error && asked.reason.message.startsWith(`${word} `);
}
