import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Closers, freshStorage, onServers } from '../support/product.js';
import { eventually, type ProductProcess, RedisServer, startProcess } from '../support/servers/index.js';
import { Visitor } from '../support/visitor.js';

describe.runIf(onServers)('a store that answers and refuses writes', () => {
  const closers = new Closers();
  let redis: RedisServer;
  let product: ProductProcess;

  beforeAll(async () => {
    redis = await closers.add(RedisServer.start(), (it) => it.stop());
    const storage = await closers.add(freshStorage(), (it) => it.remove());
    product = await closers.add(startProcess({ ...storage.env, REDIS_URL: redis.url }), (it) => it.stop());
  });

  afterAll(() => closers.closeAll());

  const ready = async () => (await new Visitor(product.url).get('/health/ready', 'json')).status;

  it.each([
    ['OOM', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
    ['READONLY', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
  ])('is not ready, and the log has the word of Redis (%s)', async (word, break_, mend) => {
    expect(await ready()).toBe(200);
    await redis.ask((client) => client.call(...(break_ as [string, ...string[]])));
    await eventually('it is not ready', async () => (await ready()) === 503, product);
    // A breaker reports at most once a second, so it is asked until it does.
    const told = async () => (await ready()) === 503 && product.lines.some((line) => line.includes(word));
    await eventually('the log says why', told, product);
    await redis.ask((client) => client.call(...(mend as [string, ...string[]])));
    await eventually('it is ready again', async () => (await ready()) === 200, product);
  });
});
