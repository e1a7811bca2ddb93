import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Logger } from '../../../src/log/logger.js';
import { JobTurns } from '../../../src/redis/job-turns.js';
import { User } from '../../../src/users/user.entity.js';

/** Counts every night who has signed up and never come in. */
@Injectable()
export class GuestListJob {
  constructor(
    private readonly em: EntityManager,
    private readonly turns: JobTurns,
    private readonly logger: Logger,
  ) {}

  @Cron('0 3 * * *', { name: 'guest-list' })
  async run(now = new Date()): Promise<void> {
    try {
      await this.turns.once('guest-list', now.toISOString().slice(0, 10), () => this.count());
    } catch (error) {
      // Nobody waits for a job: what it throws would end the process.
      this.logger.fault('the guest list was not counted', error);
    }
  }

  private async count(): Promise<void> {
    const never = await this.em.count(User, { firstSignedInAt: null });
    this.logger.info('guest list', { never });
  }
}
