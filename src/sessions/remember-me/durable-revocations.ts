import { Injectable } from '@nestjs/common';
import { isOutage } from '../../outages/outage.js';
import { RedisPort } from '../../redis/redis-port.js';
import { RememberMeSettings } from './remember-me.settings.js';
import { SeriesService, type SessionRevocation } from './series.service.js';

/** Keeps revocations that a failover of Redis must not undo: PostgreSQL remembers what the new master has not seen. */
@Injectable()
export class DurableRevocations {
  constructor(
    private readonly settings: RememberMeSettings,
    private readonly redis: RedisPort,
    private readonly series: SeriesService,
  ) {}

  /**
   * Revokes these series and remembers that these sessions are over; while PostgreSQL is away, a mark in Redis bars
   * the series.
   */
  async keep(accountId: string | undefined, ends: readonly SessionRevocation[], selectors: readonly string[]): Promise<void> {
    try {
      await this.series.revoke(selectors);
      if (accountId !== undefined) await this.series.recordRevocations(accountId, ends);
    } catch (error) {
      if (!isOutage(error)) throw error;
      const until = Date.now() + this.settings.rememberMeDuration;
      await Promise.all(selectors.map((selector) => this.redis.seriesMarks.bar(selector, until)));
    }
  }
}
