import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { RedisPort, type SessionAddress } from '../../redis/redis-port.js';
import { SessionCounters } from './session-counters.js';
import type { RevocationReason } from './session-record.js';
import { massRevokedTombstone, tombstone } from './session-codec.js';

/** Revokes single sessions in the store, and counts that. */
@Injectable()
export class SessionRevoker {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly redis: RedisPort,
    private readonly counters: SessionCounters,
  ) {}

  /**
   * Returns the record that lived there to the one call that revoked it, and null afterwards: the first reason stays.
   * With `read`, it revokes only while the record is that one.
   */
  async revoke(address: SessionAddress, reason: RevocationReason, read?: string): Promise<string | null> {
    const record = await this.redis.revoke(address, tombstone(reason, this.settings), read);
    if (record !== null) this.counters.countRevocations(reason);
    return record;
  }

  /** Does the same as {@link revoke} for the mass revocation of this id. */
  async revokeBy(address: SessionAddress, revocationId: string): Promise<string | null> {
    const record = await this.redis.revoke(address, massRevokedTombstone(revocationId, this.settings));
    if (record !== null) this.counters.countRevocations('mass-revoked');
    return record;
  }
}
