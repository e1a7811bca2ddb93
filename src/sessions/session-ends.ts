import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { RedisPort, type SessionAddress } from '../redis/redis-port.js';
import { SessionCounts } from './session-counts.js';
import type { EndReason } from './session-record.js';
import { endMark } from './session-text.js';

/** Ends single sessions in the store, and counts the ends. */
@Injectable()
export class SessionEnds {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(RedisPort) private readonly redis: RedisPort,
    @Inject(SessionCounts) private readonly counts: SessionCounts,
  ) {}

  /** The record that lived there, for the one call that ended it; null afterwards: the first reason stays. */
  async end(address: SessionAddress, reason: EndReason): Promise<string | null> {
    const record = await this.redis.end(address, endMark(reason, this.settings));
    if (record !== null) this.counts.noteEnds(reason);
    return record;
  }

  /** Ends the oldest sessions of an account beyond `atMost`; their records. */
  async evict(tag: string, atMost: number): Promise<string[]> {
    const records = await this.redis.evict(tag, atMost, endMark('evicted', this.settings));
    this.counts.noteEnds('evicted', records.length);
    return records;
  }
}
