import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from 'ioredis';
import type { Settings } from '../config/settings.js';
import type { Logger } from '../log/logger.js';
import { hostOf, waitForService } from '../startup/wait-for-service.js';
import { redisClient } from './redis-client.js';
import { RedisServerAdapter } from './redis-server.adapter.js';
import { isRefusal, Unreachable } from './unreachable.js';

/** Milliseconds for the first look at a Cluster's nodes. */
const CONNECT_TIMEOUT = 1_000;

/** Opens the Redis that `url` names. Waits 30 s for a server that is not up yet. */
export async function openRedis(url: string, { redisCa: ca }: Pick<Settings, 'redisCa'>, logger: Logger) {
  const client = redisClient({ url, ca });
  const unreachable = new Unreachable(client, { url, ca });
  const redis = new RedisServerAdapter(client);
  const reach = async (): Promise<void> => {
    try {
      // A Cluster takes no command before it knows its nodes, and goes on trying for ever.
      if (client instanceof Cluster && client.status === 'wait') await Promise.race([client.connect(), sleep(CONNECT_TIMEOUT)]);
      await redis.ping();
    } catch (error) {
      throw await unreachable.because(error);
    }
  };
  const service = { name: `Redis at ${hostOf(url)}`, setting: 'REDIS_URL', authoritySetting: 'REDIS_CA_FILE', reach };
  try {
    await waitForService({ ...service, isHopeless: isRefusal }, logger);
    return redis;
  } catch (error) {
    client.disconnect();
    throw error;
  }
}
