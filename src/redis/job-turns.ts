import { Injectable } from '@nestjs/common';
import { RedisPort } from './redis-port.js';

/** All jobs lie beside each other, at the place of an account that there is none of. */
const PLACE = 'jobs';

/** Whose turn it was is known for so many milliseconds: longer than clocks of instances differ. */
const KNOWN_FOR = 7 * 86_400_000;

/** Gives a job that every instance begins at the same time to one of them. */
@Injectable()
export class JobTurns {
  constructor(private readonly redis: RedisPort) {}

  /**
   * Runs `work` unless another instance has, or had, the turn of this job in this period, which has a name such as
   * `2026-11-29`; returns whether it ran. Work that throws gives the turn back, for whoever tries again in the period.
   * Rejects when the store is away: a job that ran twice may be worse than one that did not.
   */
  async once(job: string, period: string, work: () => Promise<unknown>): Promise<boolean> {
    const turn = `${job} ${period}`;
    if ((await this.redis.claims.claim(PLACE, turn, 'taken', Date.now() + KNOWN_FOR)) !== null) return false;
    try {
      await work();
      return true;
    } catch (error) {
      await this.redis.claims.release(PLACE, turn);
      throw error;
    }
  }
}
