import { eventually, Program } from './process.js';
import { freePort } from './free-port.js';
import { RedisServer } from './redis-server.js';

/** A Redis Cluster of three masters of a test's own. */
export class RedisCluster {
  private constructor(readonly masters: readonly RedisServer[]) {}

  static async start(): Promise<RedisCluster> {
    const masters: RedisServer[] = [];
    for (let count = 0; count < 3; count += 1) {
      // Else the bus would listen 10,000 ports higher, where outgoing connections have theirs.
      const options = ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort()), '--cluster-node-timeout', '2000'];
      masters.push(await RedisServer.start(options));
    }
    const addresses = masters.map(({ port }) => `127.0.0.1:${port}`);
    const creation = new Program('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-replicas', '0', '--cluster-yes']);
    await creation.exited;
    const states = () => Promise.all(masters.map((master) => master.ask((redis) => redis.cluster('INFO'))));
    await eventually('the cluster is up', async () => (await states()).every((state) => state.includes('cluster_state:ok')));
    return new RedisCluster(masters);
  }

  get url(): string {
    return `redis+cluster://${this.masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  /** How many keys each master holds. */
  sizes(): Promise<number[]> {
    return Promise.all(this.masters.map((master) => master.ask((redis) => redis.dbsize())));
  }

  async stop(): Promise<void> {
    await Promise.all(this.masters.map((master) => master.stop()));
  }
}
