import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Logger } from '../../src/log/logger.js';
import { openRedis } from '../../src/redis/open-redis.js';
import { freePort } from '../support/network.js';
import { refusals, withDocumentedUser } from '../support/observing.js';
import { Closers, freshStorage, onServers, Product } from '../support/product.js';
import { eventually, RedisServer } from '../support/servers/index.js';
import { logIn, PASSWORD, register, reopened, someone } from '../support/visitor.js';

const NEW = 'a quiet lamp above seven stairs';
/** Commands that a server may refuse everybody are open here: what refuses them is the user's rights. */
const STRICT_BY_RIGHTS = ['--enable-debug-command', 'yes', '--enable-module-command', 'yes'];
const logger = { warn: () => undefined } as Partial<Logger> as Logger;

describe.runIf(onServers)('the Redis user of docs/redis-acl.md', () => {
  const closers = new Closers();
  let server: RedisServer;
  let url: string;

  beforeAll(async () => {
    server = await closers.add(RedisServer.start(STRICT_BY_RIGHTS), (it) => it.stop());
    url = await withDocumentedUser(server);
  });

  afterAll(() => closers.closeAll());

  it('may do all that the product does', async () => {
    const storage = await closers.add(freshStorage(), (it) => it.remove());
    // The throttles are on, as they ship, because they count in Redis too.
    const env = { THROTTLE_ACCOUNT: '10/15m,100/24h', THROTTLE_ADDRESS: '100/15m', THROTTLE_REGISTER: '20/1h' };
    const product = await Product.on(storage, { ...env, REDIS_URL: url, SESSIONS_PER_USER: '3' });
    const [phone, desk, tablet] = [product.visitor(), product.visitor(), product.visitor()];
    const person = someone();
    await register(phone, person);
    expect((await logIn(phone, { ...person, password: 'not this one' })).status).toBe(401);
    for (const device of [phone, desk, tablet]) {
      expect((await logIn(device, person, 'json', { remember: true })).status).toBe(200);
      expect((await device.get('/dashboard')).status).toBe(200);
    }
    expect((await reopened(tablet).get('/dashboard')).status).toBe(200);
    const { sessions } = (await desk.get('/settings/sessions', 'json')).json;
    const other = (sessions as { id: string; current: boolean }[]).find(({ current }) => !current);
    expect((await desk.post(`/settings/sessions/${other?.id}/revoke`, {}, 'json')).status).toBe(200);
    expect((await desk.post('/confirm', { password: PASSWORD }, 'json')).status).toBe(200);
    expect((await desk.post('/settings/sessions/revoke-others', {}, 'json')).status).toBe(200);
    const change = { currentPassword: PASSWORD, password: NEW, passwordConfirmation: NEW };
    expect((await desk.post('/settings/password', change, 'json')).status).toBe(200);
    expect((await desk.post('/logout', {}, 'json')).status).toBe(204);
    expect((await product.visitor().get('/health/ready', 'json')).status).toBe(200);
    await product.close();
    expect(await refusals(server)).toEqual([]);
    expect(await server.ask((redis) => redis.dbsize())).toBeGreaterThan(0);
  });

  it.each([
    ['GET', 'somebody-elses'],
    ['SET', 'session:1', 'x'],
    ['EVAL', "return redis.call('GET', 'somebody-elses')", '0'],
    ['EVAL', "return redis.call('KEYS', '*')", '0'],
    ['KEYS', '*'],
    ['SCAN', '0'],
    ['CONFIG', 'GET', 'dir'],
    ['CONFIG', 'SET', 'dir', '/tmp'],
    ['ACL', 'LIST'],
    ['FLUSHALL'],
    ['SCRIPT', 'FLUSH'],
    ['FUNCTION', 'LIST'],
    ['CLIENT', 'LIST'],
    ['MONITOR'],
    ['SUBSCRIBE', 'news'],
    ['PUBLISH', 'news', 'x'],
    ['REPLICAOF', 'evil.example', '6379'],
    ['MODULE', 'LOAD', '/tmp/x.so'],
    ['DEBUG', 'SLEEP', '0'],
    ['SHUTDOWN'],
  ])('may not %s', async (command, ...args) => {
    const redis = new Redis(url, { lazyConnect: true });
    await expect(redis.call(command, ...args)).rejects.toThrow(/^(NOPERM|ERR The user executing the script can't)/);
    redis.disconnect();
  });

  it('ends the start when a right is missing for it', async () => {
    await server.ask((redis) => redis.call('ACL', 'SETUSER', 'no-ping', 'on', '>x', '-@all', '+info'));
    const poor = server.url.replace('://', '://no-ping:x@');
    await expect(openRedis(poor, { redisCa: undefined }, logger)).rejects.toThrow(/refuses us \(NOPERM\): check REDIS_URL/);
  });

  it('works on a Cluster with the two rights more', async () => {
    const bus = ['--cluster-port', String(await freePort()), '--cluster-announce-ip', '127.0.0.1'];
    const node = await closers.add(RedisServer.start(['--cluster-enabled', 'yes', ...bus]), (it) => it.stop());
    await node.ask((redis) => redis.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383));
    await eventually('the cluster is up', async () => (await node.ask((redis) => redis.cluster('INFO'))).includes('state:ok'));
    const clusterUrl = async (...more: string[]) =>
      (await withDocumentedUser(node, more)).replace('redis://', 'redis+cluster://');
    await expect(openRedis(await clusterUrl(), { redisCa: undefined }, logger)).rejects.toThrow(/refuses us \(NOPERM\)/);
    await node.ask((redis) => redis.call('ACL', 'LOG', 'RESET'));
    const redis = await openRedis(await clusterUrl('+cluster|slots', '+cluster|info'), { redisCa: undefined }, logger);
    const stored = { record: '{}', expiresAt: Date.now() + 60_000, keepUntil: Date.now() + 60_000 };
    expect(await redis.start({ hashTag: 'tag', hash: 'hash' }, stored)).toBe(true);
    await redis.close();
    expect(await refusals(node)).toEqual([]);
  });
});
