import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { DataDirLock } from '../database/data-dir-lock.js';
import { Logger } from '../log/logger.js';
import { hostOf, waitForService } from '../startup/wait-for-service.js';
import { EmbeddedAdapter } from './embedded.adapter.js';
import { redisClient } from './redis-client.js';
import { RedisPort } from './redis-port.js';
import { RedisServerAdapter } from './redis-server.adapter.js';

/** Redis, or its place in this process; closed after the last request. */
@Global()
@Module({
  providers: [
    {
      provide: RedisPort,
      // The lock comes first: nothing may open the folder without it.
      inject: [SETTINGS, Logger, { token: DataDirLock, optional: true }],
      useFactory: openRedis,
    },
  ],
  exports: [RedisPort],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(@Inject(RedisPort) private readonly redis: RedisPort) {}

  async onApplicationShutdown(): Promise<void> {
    await this.redis.close();
  }
}

async function openRedis(settings: Settings, logger: Logger): Promise<RedisPort> {
  const { redisUrl: url, redisCa: ca, dataDir } = settings;
  if (url === undefined) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return new EmbeddedAdapter(join(dataDir, 'sessions'));
  }
  const client = redisClient({ url, ca });
  const redis = new RedisServerAdapter(client);
  const name = `Redis at ${hostOf(url)}`;
  await waitForService({ name, setting: 'REDIS_URL', reach: () => redis.ping() }, logger);
  return redis;
}
