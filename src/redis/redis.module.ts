import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { DataDirLock } from '../database/embedded/data-dir-lock.js';
import { Logger } from '../log/logger.js';
import { CircuitBreakers } from '../outages/circuit-breakers.js';
import { EmbeddedAdapter } from './embedded/embedded.adapter.js';
import { JobTurns } from './job-turns.js';
import { RateLimiter } from './rate-limiter.js';
import { RedisPort } from './redis-port.js';

/** Provides Redis, or the embedded store in this process; it is closed after the last request. */
@Global()
@Module({
  providers: [
    {
      provide: RedisPort,
      // The lock comes first, because nothing may open the folder without it.
      inject: [SETTINGS, Logger, CircuitBreakers, { token: DataDirLock, optional: true }],
      useFactory: openStore,
    },
    JobTurns,
    RateLimiter,
  ],
  exports: [JobTurns, RateLimiter, RedisPort],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(private readonly redis: RedisPort) {}

  async onApplicationShutdown(): Promise<void> {
    await this.redis.close();
  }
}

async function openStore(settings: Settings, logger: Logger, breakers: CircuitBreakers): Promise<RedisPort> {
  const { redisUrl, dataDir } = settings;
  if (redisUrl !== undefined) {
    // A start without Redis need not load what speaks to it.
    const { openRedis } = await import('./open-redis.js');
    return openRedis(redisUrl, settings, logger, breakers);
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return new EmbeddedAdapter(join(dataDir, 'sessions'));
}
