import { RedisServer } from './redis-server.js';

/** As whom a replica follows its master, so that a test can keep writes from it. */
const FOLLOWING = ['--masteruser', 'follower', '--masterauth', 'follower', '--repl-diskless-sync-delay', '0'];

/** A server of a group: replicas may follow it, now or once it is the master. */
export async function startGroupMember(options: readonly string[] = []): Promise<RedisServer> {
  const server = await RedisServer.start([...FOLLOWING, ...options]);
  await server.ask((redis) => redis.acl('SETUSER', 'follower', 'on', '>follower', '+psync', '+replconf', '+ping'));
  return server;
}

/** One that follows this master. */
export function startReplica(master: RedisServer): Promise<RedisServer> {
  return startGroupMember(['--replicaof', '127.0.0.1', String(master.port)]);
}

/** What is written to this master from now on reaches no replica. */
export async function stopReplication(master: RedisServer): Promise<void> {
  await master.ask(async (redis) => {
    await redis.acl('SETUSER', 'follower', 'off');
    await redis.client('KILL', 'TYPE', 'REPLICA');
  });
}

export async function hasReplicas(master: RedisServer): Promise<boolean> {
  return /^slave0:/m.test(await master.ask((redis) => redis.info('replication')));
}

/** Whether all that was written to this master has reached its replicas, of which there are so many. */
export async function hasReplicated(master: RedisServer, atLeast = 1): Promise<boolean> {
  const info = await master.ask((redis) => redis.info('replication'));
  const [, written] = /master_repl_offset:(\d+)/.exec(info) ?? [];
  const replicas = info.match(/^slave\d+:.*$/gm) ?? [];
  return replicas.length >= atLeast && replicas.every((replica) => replica.includes(`state=online,offset=${written},`));
}
