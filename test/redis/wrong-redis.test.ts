import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Logger } from '../../src/log/logger.js';
import { openRedis } from '../../src/redis/open-redis.js';
import { freePort } from '../support/network.js';
import { Closers, onServers } from '../support/product.js';
import { Authority, Program, RedisCluster, RedisServer, speakingTls, startReplica } from '../support/servers/index.js';

describe.runIf(onServers)('a REDIS_URL that names another Redis than it says', () => {
  const closers = new Closers();
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-wrong-redis-'));
  const authority = new Authority();
  const logger = { warn: () => undefined } as Partial<Logger> as Logger;
  const urls: Record<string, string> = {};

  beforeAll(async () => {
    const [cluster, plain] = await Promise.all([
      closers.add(RedisCluster.start(), (it) => it.stop()),
      closers.add(RedisServer.start(), (it) => it.stop()),
    ]);
    const replica = await closers.add(startReplica(plain), (it) => it.stop());
    const tlsPort = await freePort();
    await closers.add(RedisServer.start(speakingTls(tlsPort, authority.issue('DNS:localhost', 'IP:127.0.0.1'))), (it) =>
      it.stop(),
    );
    const sentinelPort = await freePort();
    const file = join(dir, 'sentinel.conf');
    writeFileSync(
      file,
      `port ${sentinelPort}\nbind 127.0.0.1\ndir ${dir}\nrequirepass s3cret\nsentinel monitor shop 127.0.0.1 ${plain.port} 1\n`,
    );
    await closers.add(Promise.resolve(new Program('redis-server', [file, '--sentinel'])), (it) => it.stop('SIGKILL'));
    Object.assign(urls, {
      'a node of a Cluster': cluster.masters[0]?.url,
      'a plain server as a Cluster': plain.url.replace('redis:', 'redis+cluster:'),
      'a plain server as a Sentinel': `${plain.url.replace('redis:', 'redis+sentinel:')}/shop`,
      'a database that is not there': `${plain.url}/16`,
      'a replica': replica.url,
      'TLS at a server without': plain.url.replace('redis:', 'rediss:'),
      'no TLS at a server with it': `redis://127.0.0.1:${tlsPort}`,
      'a Sentinel as a server': `redis://:s3cret@127.0.0.1:${sentinelPort}`,
      'a group that nobody knows': `redis+sentinel://127.0.0.1:${sentinelPort}/other?sentinelPassword=s3cret`,
      'a Sentinel without its password': `redis+sentinel://127.0.0.1:${sentinelPort}/shop`,
      'a Sentinel with its password': `redis+sentinel://127.0.0.1:${sentinelPort}/shop?sentinelPassword=s3cret`,
      'a database that is there': `${plain.url}?db=15`,
    });
  });

  afterAll(async () => {
    await closers.closeAll();
    authority.remove();
    rmSync(dir, { recursive: true });
  });

  it.each([
    ['a node of a Cluster', /names a node of a Cluster.*redis\+cluster:\/\//],
    ['a plain server as a Cluster', /is no Cluster: begin it with redis:\/\//],
    ['a plain server as a Sentinel', /is no Sentinel/],
    ['a database that is not there', /a database that the server does not have/],
    ['a replica', /names a replica.*name the master/],
    ['TLS at a server without', /offers no TLS there/],
    ['no TLS at a server with it', /speaks TLS there/],
    ['a Sentinel as a server', /names a Sentinel, which keeps no data/],
    ['a group that nobody knows', /name of a group that its Sentinels do not know/],
    ['a Sentinel without its password', /refuses us \(NOAUTH\)/],
  ])('(%s) ends the start at once, in one line', async (what, line) => {
    const message = await openRedis(urls[what] ?? '', { redisCa: undefined }, logger).then(() => 'opened', String);
    expect(message).toMatch(line);
    expect(message).not.toMatch(/\n|s3cret/);
  });

  it.each(['a Sentinel with its password', 'a database that is there'])('is opened where it is right (%s)', async (what) => {
    const redis = await openRedis(urls[what] ?? '', { redisCa: undefined }, logger);
    await redis.ping();
    await redis.close();
  });
});
