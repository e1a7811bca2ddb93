import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, vi } from 'vitest';
import { freePort } from '../network.js';
import type { Closers } from '../product.js';
import type { ServerCertificate } from './certificates.js';
import { eventually, Program } from './program.js';

/** A Redis server of a test's own, which may be killed and started again. */
export class RedisServer {
  private readonly dir = mkdtempSync(join(tmpdir(), 'gatehouse-redis-'));
  private program: Program | undefined;
  private constructor(
    readonly port: number,
    private readonly options: readonly string[],
  ) {}

  static async start(options: readonly string[] = []): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.run();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Asks the server something by a connection of its own. */
  async ask<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url, { retryStrategy: null, lazyConnect: true });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }

  /** Keeps what it holds now on disk: this, and nothing later, survives `restart`. */
  async keep(): Promise<void> {
    await this.ask((redis) => redis.save());
  }

  /** Dies without a word and comes back with what it has kept: all later writes are lost, as in a failover. */
  async restart(): Promise<void> {
    await this.kill();
    await this.run();
  }

  async kill(): Promise<void> {
    await this.program?.stop('SIGKILL');
  }

  /** Makes it stand still: connections stay, nothing is answered. */
  freeze(): void {
    this.program?.signal('SIGSTOP');
  }

  thaw(): void {
    this.program?.signal('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Starts it, or starts it again. */
  async run(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--dir', this.dir, ...this.options];
    this.program = new Program('redis-server', args);
    const answers = () => this.ask((redis) => redis.ping()).then(Boolean, () => false);
    await eventually('Redis answers', answers, this.program);
  }
}

/** Notes the commands that clients send to a Redis server from now on; what runs inside a script is no round trip. */
export async function countCommands(server: RedisServer) {
  const client = new Redis(server.url);
  const monitor = await client.monitor();
  const seen: string[] = [];
  monitor.on('monitor', (_time: string, [name = '', argument = '']: string[], source: string) => {
    // Every instance asks by itself for the revision of the mass revocations; it is no request's.
    if (source !== 'lua' && !argument.endsWith(':revision')) seen.push(`${name} ${argument}`.toLowerCase());
  });
  return {
    /** Their names, in order, without this test's own and those of connecting. */
    stop: async (): Promise<string[]> => {
      await client.echo('the end');
      await vi.waitFor(() => expect(seen).toContain('echo the end'), { timeout: 20_000 });
      monitor.disconnect();
      client.disconnect();
      const names = seen.map((line) => line.split(' ')[0] ?? '');
      return names.filter((name) => !['echo', 'info', 'select', 'client', 'hello', 'ping'].includes(name));
    },
  };
}

/** As whom a replica follows its master, so that a test can keep writes from it. */
const FOLLOWING = ['--masteruser', 'follower', '--masterauth', 'follower', '--repl-diskless-sync-delay', '0'];

/** Starts a server of a group: replicas may follow it, now or once it is the master. */
export async function startGroupMember(options: readonly string[] = []): Promise<RedisServer> {
  const server = await RedisServer.start([...FOLLOWING, ...options]);
  await server.ask((redis) => redis.acl('SETUSER', 'follower', 'on', '>follower', '+psync', '+replconf', '+ping'));
  return server;
}

/** Starts a server that follows this master. */
export function startReplica(master: RedisServer): Promise<RedisServer> {
  return startGroupMember(['--replicaof', '127.0.0.1', String(master.port)]);
}

/** Keeps what is written to this master from now on from its replicas. */
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

/** A Redis Cluster of three masters of a test's own, with a replica each where that is asked for. */
export class RedisCluster {
  private constructor(
    readonly masters: readonly RedisServer[],
    readonly replicas: readonly RedisServer[],
  ) {}

  static async start({ replicas } = { replicas: 0 }): Promise<RedisCluster> {
    const nodes: RedisServer[] = [];
    for (let count = 0; count < 3 * (1 + replicas); count += 1) {
      // Without this the bus would listen 10,000 ports higher, where outgoing connections have theirs.
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
      // The other nodes answer that it lies elsewhere, or are gone.
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

/** Where each kind of Redis speaks TLS: on 127.0.0.1 and 127.0.0.2, by ports of its own. */
export interface TlsPorts {
  readonly server: number;
  readonly sentinel: number;
  readonly cluster: number;
}

/** Starts a server, a Sentinel that watches it, and a Cluster of one node, all with the same certificate. */
export async function startTlsRedis(closers: Closers, certificate: ServerCertificate): Promise<TlsPorts> {
  const server = await freePort();
  const [sentinel, cluster] = await Promise.all([
    startSentinel(closers, certificate, server),
    startCluster(closers, certificate),
    closers.add(RedisServer.start(speakingTls(server, certificate)), (it) => it.stop()),
  ]);
  return { server, sentinel, cluster };
}

/** Options for TLS on this port; the port without TLS, which `RedisServer` chooses, stays for the test's own questions. */
export function speakingTls(port: number, { key, certificate }: ServerCertificate): string[] {
  const files = ['--tls-key-file', key, '--tls-cert-file', certificate, '--tls-ca-cert-file', certificate];
  return ['--tls-port', String(port), ...files, '--tls-auth-clients', 'no', '--bind', '127.0.0.1', '127.0.0.2'];
}

async function startCluster(closers: Closers, certificate: ServerCertificate): Promise<number> {
  const port = await freePort();
  const bus = ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort()), '--tls-cluster', 'yes'];
  const names = ['--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname'];
  const options = [...speakingTls(port, certificate), ...bus, ...names];
  const node = await closers.add(RedisServer.start(options), (it) => it.stop());
  await node.ask((redis) => redis.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383));
  const isUp = async () => (await node.ask((redis) => redis.cluster('INFO'))).includes('cluster_state:ok');
  await eventually('the cluster is up', isUp);
  return port;
}

async function startSentinel(closers: Closers, certificate: ServerCertificate, master: number): Promise<number> {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-sentinel-'));
  const file = join(dir, 'sentinel.conf');
  const options = speakingTls(port, certificate).join(' ').replaceAll(/ ?--/g, '\n');
  // It listens by TLS alone, and tells the master's name, which stands in the certificate, not its address.
  const watch = 'sentinel resolve-hostnames yes\nsentinel announce-hostnames yes\n';
  writeFileSync(file, `port 0\ndir ${dir}\n${watch}sentinel monitor mymaster localhost ${master} 1\n${options}\n`);
  const sentinel = new Program('redis-server', [file, '--sentinel']);
  await closers.add(Promise.resolve(sentinel), async (it) => {
    await it.stop('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });
  await eventually('the Sentinel listens', () => sentinel.lines.some((line) => line.includes('+monitor')), sentinel);
  return port;
}
