import type { Settings } from '../config/settings.js';
import type { Logger } from '../log/logger.js';
import { hostOf, waitForService } from '../startup/wait-for-service.js';
import { redisClient } from './redis-client.js';
import { RedisServerAdapter } from './redis-server.adapter.js';
import { Unreachable } from './unreachable.js';

/** Redis' words for no or a wrong password, and for a command or key that this user may not use. */
const HOPELESS = ['NOAUTH', 'WRONGPASS', 'NOPERM'];

/** Opens the Redis that `url` names. Waits 30 s for a server that is not up yet. */
export async function openRedis(url: string, { redisCa: ca }: Pick<Settings, 'redisCa'>, logger: Logger) {
  const client = redisClient({ url, ca });
  const unreachable = new Unreachable(client, { url, ca });
  const redis = new RedisServerAdapter(client);
  const service = {
    name: `Redis at ${hostOf(url)}`,
    setting: 'REDIS_URL',
    authoritySetting: 'REDIS_CA_FILE',
    reach: () =>
      redis.ping().catch(async (error: unknown) => {
        throw await unreachable.because(error);
      }),
    isHopeless: (error: unknown) => error instanceof Error && HOPELESS.includes(String(Reflect.get(error, 'code'))),
  };
  try {
    await waitForService(service, logger);
    return redis;
  } catch (error) {
    client.disconnect();
    throw error;
  }
}
