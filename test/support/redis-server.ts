import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, vi } from 'vitest';
import { freePort } from './free-port.js';
import { eventually, Program } from './process.js';

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

  /** Stands still: connections stay, nothing is answered. */
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
    if (source !== 'lua') seen.push(`${name} ${argument}`.toLowerCase());
  });
  return {
    /** Their names, in order, without this test's own and those of connecting. */
    stop: async (): Promise<string[]> => {
      await client.echo('the end');
      await vi.waitFor(() => expect(seen).toContain('echo the end'));
      monitor.disconnect();
      client.disconnect();
      const names = seen.map((line) => line.split(' ')[0] ?? '');
      return names.filter((name) => !['echo', 'info', 'select', 'client', 'hello', 'ping'].includes(name));
    },
  };
}
