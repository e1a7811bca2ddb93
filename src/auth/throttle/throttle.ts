import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Limit, SETTINGS, type Settings } from '../../config/settings.js';
import type { Place } from '../../redis/counts/counts.js';
import { RedisPort } from '../../redis/redis-port.js';

/** What is counted, and how much of it is allowed. Without limits it is not counted. */
export interface Count {
  readonly of: 'account' | 'device' | 'address' | 'sign-up' | 'look-up';
  readonly whose: string;
  readonly limits: readonly Limit[];
}

/** A count is full; nothing was done and nothing has been counted. */
export class TooManyAttempts extends Error {
  override readonly name = 'TooManyAttempts';

  constructor(
    readonly of: Count['of'],
    /** Whole seconds until a place is free. */
    readonly retryAfter: number,
  ) {
    super(of);
  }
}

/**
 * Places in counts, taken before the work that they limit: of any number of simultaneous tries on all
 * instances, no more get through than there are places. Rejects when the store is away: an outage never
 * means unlimited guessing.
 */
@Injectable()
export class Throttle {
  constructor(
    @Inject(RedisPort) private readonly redis: RedisPort,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'sessionSecrets'>,
  ) {}

  /** A place in each of the counts. Throws {@link TooManyAttempts}, and keeps none, when one is full. */
  async take(...counts: Count[]): Promise<TakenPlaces> {
    const places = new TakenPlaces(this.redis);
    for (const { of, whose, limits } of counts) {
      if (limits.length === 0) continue;
      const name = this.name(of, whose);
      const taken = await this.redis.counts.take(name, limits);
      if ('fullFor' in taken) {
        await places.giveBack();
        throw new TooManyAttempts(of, Math.ceil(taken.fullFor / 1_000));
      }
      places.add(name, limits, taken);
    }
    return places;
  }

  /** Keyed, so that a stolen store does not tell which accounts and addresses were tried. */
  private name(of: string, whose: string): string {
    const [secret = ''] = this.settings.sessionSecrets;
    return createHmac('sha256', secret).update(`throttle\n${of}\n${whose}`).digest('base64url');
  }
}

/** The places of one try. */
export class TakenPlaces {
  private readonly taken: { readonly name: string; readonly limits: readonly Limit[]; readonly place: Place }[] = [];

  constructor(private readonly redis: RedisPort) {}

  add(name: string, limits: readonly Limit[], place: Place): void {
    this.taken.push({ name, limits, place });
  }

  /** As if the try had not been. */
  async giveBack(): Promise<void> {
    await Promise.all(this.taken.map(({ name, limits, place }) => this.redis.counts.giveBack(name, limits, place)));
  }

  /** As if no try had been. */
  async clear(): Promise<void> {
    await Promise.all(this.taken.map(({ name, limits }) => this.redis.counts.clear(name, limits)));
  }
}
