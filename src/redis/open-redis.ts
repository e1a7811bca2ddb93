import type { Settings } from '../config/settings.js';
import type { Logger } from '../log/logger.js';
import { CircuitBreakers } from '../outages/circuit-breakers.js';
import { redisPlace } from '../config/redis-address.js';
import { waitForService } from '../lifecycle/wait-for-service.js';
import { examineRedis } from './server/examine-redis.js';
import { redisAddress } from './server/redis-address.js';
import { redisClient } from './server/redis-client.js';
import { RedisServerAdapter } from './server/redis-server.adapter.js';
import { isRefusal, ConnectionErrors } from './server/connection-errors.js';

/** Opens the Redis that `url` names. It waits 30 s for a server that is not up yet. */
export async function openRedis(
  url: string,
  { redisCa: ca }: Pick<Settings, 'redisCa'>,
  logger: Logger,
  breakers: CircuitBreakers = new CircuitBreakers(logger),
) {
  const client = redisClient({ url, ca });
  const address = redisAddress({ url, ca });
  const errors = new ConnectionErrors(client, { url, ca });
  const redis = new RedisServerAdapter(client, breakers);
  const reachOrSayWhy = async (): Promise<void> => {
    try {
      await examineRedis(client, address);
    } catch (error) {
      throw await errors.because(error);
    }
  };
  const service = {
    name: `Redis at ${redisPlace(address)}`,
    setting: 'REDIS_URL',
    authoritySetting: 'REDIS_CA_FILE',
    reach: reachOrSayWhy,
  };
  try {
    await waitForService({ ...service, isHopeless: isRefusal }, logger);
    return redis;
  } catch (error) {
    client.disconnect();
    throw error;
  }
}
