import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { isOutage } from '../outages/outage.js';
import { RedisPort } from '../redis/redis-port.js';
import { SeriesService, type SingleEnd } from './remember-me/series.service.js';

/** Ends that a failover of Redis must not undo: PostgreSQL remembers what the new master has not seen. */
@Injectable()
export class LastingEnds {
  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'rememberMeDuration'>,
    @Inject(RedisPort) private readonly redis: RedisPort,
    @Inject(SeriesService) private readonly series: SeriesService,
  ) {}

  /** Ends these series, and keeps in mind that these sessions are over; while PostgreSQL is away, a mark in Redis bars the series. */
  async keep(accountId: string | undefined, ends: readonly SingleEnd[], selectors: readonly string[]): Promise<void> {
    try {
      await this.series.end(selectors);
      if (accountId !== undefined) await this.series.rememberEnds(accountId, ends);
    } catch (error) {
      if (!isOutage(error)) throw error;
      const until = Date.now() + this.settings.rememberMeDuration;
      await Promise.all(selectors.map((selector) => this.redis.bar(selector, until)));
    }
  }
}
