import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Logger } from '../../src/log/logger.js';
import { openRedis } from '../../src/redis/open-redis.js';
import { Closers, onServers } from '../support/product.js';
import { Authority, ProductProcess, RedisServer, startTlsRedis, type TlsPorts } from '../support/servers/index.js';

describe.runIf(onServers)('TLS to Redis', () => {
  const closers = new Closers();
  const [ours, another] = [new Authority(), new Authority('Another authority')];
  const authorities = { ours: ours.certificate, another: another.certificate, none: undefined };
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) } as Partial<Logger> as Logger;
  let ports: TlsPorts;

  beforeAll(async () => {
    // The certificate names localhost and 127.0.0.2, and not 127.0.0.1, where all of them listen too.
    ports = await startTlsRedis(closers, ours.issue('DNS:localhost', 'IP:127.0.0.2'));
  });

  afterAll(async () => {
    await closers.closeAll();
    for (const authority of [ours, another]) authority.remove();
  });

  describe.each([
    ['a server', (host: string) => `rediss://${host}:${ports.server}`],
    ['a group of Sentinels', (host: string) => `rediss+sentinel://${host}:${ports.sentinel}/mymaster`],
    ['a Cluster', (host: string) => `rediss+cluster://${host}:${ports.cluster}`],
  ])('as %s', (_kind, urlAt) => {
    it.each(['localhost', '127.0.0.2'])('works with our authority and the host %s', async (host) => {
      const redis = await openRedis(urlAt(host), { redisCa: authorities.ours }, logger);
      const series = `series at ${host}`;
      await redis.seriesMarks.bar(series, Date.now() + 10_000);
      expect(await redis.seriesMarks.isBarred(series)).toBe(true);
      await redis.close();
    });

    it.each([
      ['127.0.0.1', 'ours', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      ['localhost', 'another', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      ['localhost', 'none', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ] as const)('is refused at %s with the authority "%s" (%s), without waiting', async (host, authority, code) => {
      await expect(openRedis(urlAt(host), { redisCa: authorities[authority] }, logger)).rejects.toThrow(
        new RegExp(`^Redis at ${host}:\\d+ shows a certificate that is refused \\(${code}\\): .* REDIS_CA_FILE .* REDIS_URL`),
      );
      expect(warnings).toEqual([]);
    });
  });

  it('refused ends the process at once, with the remedy and without the password', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-tls-'));
    const url = `rediss://:hunter2@localhost:${ports.server}`;
    const product = new ProductProcess({ DATA_DIR: dir, REDIS_URL: url, REDIS_CA_FILE: another.file });
    expect(await product.exited).toBe(1);
    const told = [...product.lines, ...product.errors].join('\n');
    expect(told).toMatch(/certificate that is refused \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\).*REDIS_CA_FILE/);
    expect(told).not.toMatch(/hunter2|waiting|^\s+at /m);
    rmSync(dir, { recursive: true });
  });
});

describe.runIf(onServers)('a Redis that refuses us', () => {
  it.each([
    ['', 'NOAUTH'],
    [':wrong@', 'WRONGPASS'],
    ['stranger:wrong@', 'WRONGPASS'],
  ])('for the credentials "%s" is named at once (%s)', async (credentials, code) => {
    const closers = new Closers();
    const server = await closers.add(RedisServer.start(), (it) => it.stop());
    await server.ask((redis) => redis.config('SET', 'requirepass', 'secret'));
    const url = server.url.replace('://', `://${credentials}`);
    const logger = { warn: () => expect.fail('waits') } as Partial<Logger> as Logger;
    await expect(openRedis(url, { redisCa: undefined }, logger)).rejects.toThrow(
      `Redis at 127.0.0.1:${server.port} refuses us (${code}): check REDIS_URL`,
    );
    await closers.closeAll();
  });
});
