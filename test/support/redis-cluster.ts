import { eventually, Program } from './process.js';
import { freePort } from './free-port.js';
import type { RedisServer } from './redis-server.js';
import { startGroupMember } from './replication.js';

/** A Redis Cluster of three masters of a test's own, with a replica each where that is asked for. */
export class RedisCluster {
  private constructor(
    readonly masters: readonly RedisServer[],
    readonly replicas: readonly RedisServer[],
  ) {}

  static async start({ replicas } = { replicas: 0 }): Promise<RedisCluster> {
    const nodes: RedisServer[] = [];
    for (let count = 0; count < 3 * (1 + replicas); count += 1) {
      // Else the bus would listen 10,000 ports higher, where outgoing connections have theirs.
      const options = ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort()), '--cluster-node-timeout', '1500'];
      nodes.push(await startGroupMember(options));
    }
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
    const creation = new Program('redis-cli', [
      '--cluster',
      'create',
      ...addresses,
      '--cluster-replicas',
      String(replicas),
      '--cluster-yes',
    ]);
    await creation.exited;
    const states = () => Promise.all(nodes.map((node) => node.ask((redis) => redis.cluster('INFO'))));
    await eventually('the cluster is up', async () => (await states()).every((state) => state.includes('cluster_state:ok')));
    // redis-cli makes the first ones masters.
    return new RedisCluster(nodes.slice(0, 3), nodes.slice(3));
  }

  get url(): string {
    return `redis+cluster://${this.masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  /** The master that holds this key. */
  async masterOf(key: string): Promise<RedisServer> {
    for (const node of [...this.masters, ...this.replicas]) {
      // The others answer that it lies elsewhere, or are gone.
      if ((await node.ask((redis) => redis.exists(key)).catch(() => 0)) === 1) return node;
    }
    throw new Error('no master holds this key');
  }

  /** How many keys each master holds. */
  sizes(): Promise<number[]> {
    return Promise.all(this.masters.map((master) => master.ask((redis) => redis.dbsize())));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.masters, ...this.replicas].map((node) => node.stop()));
  }
}
