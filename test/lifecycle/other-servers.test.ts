import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allFeatures } from '../../src/all-features.js';
import { openDatabase } from '../../src/database/open-database.js';
import { refuseOtherServer } from '../../src/lifecycle/who-listens.js';
import type { Logger } from '../../src/log/logger.js';
import { openRedis } from '../../src/redis/open-redis.js';
import { onServers } from '../support/product.js';

/** A start that waits says so, which these must not. */
const logger = { warn: (message: string) => expect.fail(message) } as Partial<Logger> as Logger;
const { DATABASE_URL, REDIS_URL } = process.env;
const servers: Server[] = [];
const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** A server that says this as soon as somebody comes, or hangs up without a word. */
async function saying(words: string): Promise<number> {
  const server = createTcpServer((socket) => void socket.on('error', () => undefined).end(words, 'latin1'));
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return portOf(server);
}

let web: number;

beforeAll(async () => {
  const server = createServer((_request, response) => response.end('hi'));
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  web = portOf(server);
});

afterAll(() => servers.forEach((server) => server.close()));

const redisAt = (url: string) => openRedis(url, { redisCa: undefined }, logger).then(() => 'opened', String);

async function databaseAt(databaseUrl: string): Promise<string> {
  const settings = { databaseUrl, databaseCa: undefined, databasePool: 1, dataDir: '/nowhere' };
  return openDatabase(settings, await allFeatures(), logger).then(() => 'opened', String);
}

describe('an address at which another server listens ends the start at once, in one line', () => {
  it.each(['redis://127.0.0.1', 'rediss://127.0.0.1', 'redis+sentinel://127.0.0.1', 'redis+cluster://127.0.0.1'])(
    '%s at an HTTP server',
    async (address) => {
      expect(await redisAt(`${address}:${web}`)).toBe(
        'StartError: REDIS_URL leads to an HTTP server, not to Redis: check its host and port',
      );
    },
  );

  it.each(['', '?sslmode=verify-full'])('DATABASE_URL%s at an HTTP server', async (parameters) => {
    expect(await databaseAt(`postgresql://app:s3cret@127.0.0.1:${web}/app${parameters}`)).toBe(
      'StartError: DATABASE_URL leads to an HTTP server, not to PostgreSQL: check its host and port',
    );
  });

  it('REDIS_URL at a Redis in protected mode, which is one and takes nobody from outside', async () => {
    const port = await saying('-DENIED Redis is running in protected mode because protected mode is enabled.\r\n');
    expect(await redisAt(`redis://127.0.0.1:${port}`)).toMatch(/a Redis in protected mode, .* give it a password/);
  });

  it.runIf(onServers)('REDIS_URL at PostgreSQL, and DATABASE_URL at Redis', async () => {
    const [postgres, redis] = [new URL(DATABASE_URL ?? ''), new URL(REDIS_URL ?? '')];
    expect(await redisAt(`redis://${postgres.host}`)).toMatch(/REDIS_URL leads to PostgreSQL, not to Redis/);
    expect(await databaseAt(`postgresql://app@${redis.host}/app`)).toMatch(/DATABASE_URL leads to Redis, not to PostgreSQL/);
  });
});

describe('a Unix socket that cannot be opened, however long one waits, ends the start at once', () => {
  const long = `/tmp/${'long/'.repeat(40)}socket`;

  it.each(['/dev/null', long])('PostgreSQL in %s', async (folder) => {
    expect(await databaseAt(`postgresql:///app?host=${folder}`)).toMatch(
      /^StartError: PostgreSQL at \/.* cannot be opened \(E[A-Z]+\): check DATABASE_URL, and the rights of that path$/,
    );
  });

  it.each(['/dev/null/redis.sock', long])('Redis at %s', async (path) => {
    expect(await redisAt(`unix://${path}`)).toMatch(
      /^StartError: Redis at \/.* cannot be opened \(E[A-Z]+\): check REDIS_URL, and the rights of that path$/,
    );
  });
});

describe('a server is known by its first words', () => {
  it.each([
    ['SSH-2.0-OpenSSH_9.2\r\n', /leads to an SSH server/],
    ['220 mail.example.org ESMTP\r\n', /leads to a mail server/],
    ['J\0\0\0\n8.0.36\0', /leads to MySQL/],
    ['-NOAUTH Authentication required.\r\n', /leads to Redis, not to PostgreSQL/],
  ])('%j', async (words, line) => {
    const place = { host: '127.0.0.1', port: await saying(words) };
    expect(String(await refuseOtherServer(place, { kind: 'PostgreSQL', setting: 'DATABASE_URL' }))).toMatch(line);
  });

  it.each(['', 'what is this'])('one that says nothing that is known is waited for (%j)', async (words) => {
    const place = { host: '127.0.0.1', port: await saying(words) };
    expect(await refuseOtherServer(place, { kind: 'Redis', setting: 'REDIS_URL' })).toBeUndefined();
  });
});
