import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { unlessOutage } from '../../outages/outage.js';
import { RedisPort } from '../../redis/redis-port.js';
import type { Condition } from '../../sessions/revocations/condition.js';
import type { CountedBeforehand } from '../../sessions/revocations/listed-revocation.js';
import type { AccountKeys } from '../../users/principal/principal.js';

/** What somebody has counted is remembered for so many milliseconds. */
const KEPT_FOR = 3_600_000;

/**
 * Remembers what an administrator has counted, until the same one ends just that. It is no field of the form: what the
 * list says of a revocation nobody shall be able to write there.
 */
@Injectable()
export class CountedConditions {
  constructor(private readonly redis: RedisPort) {}

  /** Without the store nothing is remembered, and the count is shown all the same. */
  async keep({ hashTag }: AccountKeys, condition: Condition, { sessions, series }: CountedBeforehand): Promise<void> {
    const until = Date.now() + KEPT_FOR;
    await this.redis.claims.replace(hashTag, nameOf(condition), `${sessions} ${series}`, until).catch(unlessOutage);
  }

  /** Returns null where this one has counted no such condition, or the store is away. */
  async find({ hashTag }: AccountKeys, condition: Condition): Promise<CountedBeforehand | null> {
    const note = (await this.redis.claims.find(hashTag, nameOf(condition)).catch(unlessOutage)) ?? '';
    const [, sessions, series] = /^(\d+) (\d+)$/.exec(note) ?? [];
    return sessions === undefined || series === undefined ? null : { sessions: Number(sessions), series: Number(series) };
  }
}

/** Who has the role may have changed since; what was stated is the same. */
function nameOf({ before, role, method, network, users }: Condition): string {
  const text = JSON.stringify([before, role, method, network, users?.toSorted()]);
  return `counted:${createHash('sha256').update(text).digest('base64url')}`;
}
