import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';
import { eventually, Program } from './process.js';
import type { RedisServer } from './redis-server.js';
import { hasReplicated, startGroupMember, startReplica } from './replication.js';

/** A master, two replicas, and three Sentinels that make a replica the master a second after the master has gone. */
export class RedisSentinel {
  private readonly dir = mkdtempSync(join(tmpdir(), 'gatehouse-sentinel-'));
  private readonly ports: number[] = [];
  private readonly sentinels: Program[] = [];

  private constructor(private readonly servers: readonly RedisServer[]) {}

  static async start(): Promise<RedisSentinel> {
    const first = await startGroupMember();
    const replicas = await Promise.all([startReplica(first), startReplica(first)]);
    // Sentinels look for replicas when they start, and then every ten seconds.
    await eventually('the replicas follow', () => hasReplicated(first, replicas.length));
    const group = new RedisSentinel([first, ...replicas]);
    for (let count = 0; count < 3; count += 1) await group.addSentinel();
    await eventually('the Sentinels know each other and the replicas', () => group.isComplete());
    return group;
  }

  get url(): string {
    return `redis+sentinel://${this.ports.map((port) => `127.0.0.1:${port}`).join(',')}/mymaster`;
  }

  /** The present master, as the first Sentinel sees it. */
  async master(): Promise<RedisServer> {
    const { port } = await this.state();
    const master = this.servers.find((server) => String(server.port) === port);
    if (master === undefined) throw new Error('the Sentinels know no master of this group');
    return master;
  }

  async stop(): Promise<void> {
    await Promise.all(this.sentinels.map((sentinel) => sentinel.stop('SIGKILL')));
    await Promise.all(this.servers.map((server) => server.stop()));
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async addSentinel(): Promise<void> {
    const port = await freePort();
    const file = join(this.dir, `${port}.conf`);
    const lines = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${this.dir}`,
      `sentinel monitor mymaster 127.0.0.1 ${this.servers[0]?.port} 2`,
      'sentinel down-after-milliseconds mymaster 1000',
      'sentinel failover-timeout mymaster 4000',
    ];
    writeFileSync(file, lines.join('\n'));
    this.ports.push(port);
    this.sentinels.push(new Program('redis-server', [file, '--sentinel']));
  }

  private async isComplete(): Promise<boolean> {
    const state = await this.state().catch((): Record<string, string> => ({}));
    return state['num-slaves'] === '2' && state['num-other-sentinels'] === '2';
  }

  private async state(): Promise<Record<string, string>> {
    const sentinel = new Redis({ port: this.ports[0] ?? 0, retryStrategy: null, lazyConnect: true });
    sentinel.on('error', () => undefined);
    try {
      await sentinel.connect();
      const flat = (await sentinel.call('SENTINEL', 'MASTER', 'mymaster')) as string[] | Record<string, string>;
      if (!Array.isArray(flat)) return flat;
      return Object.fromEntries(flat.flatMap((name, place) => (place % 2 === 0 ? [[name, flat[place + 1] ?? '']] : [])));
    } finally {
      sentinel.disconnect();
    }
  }
}
