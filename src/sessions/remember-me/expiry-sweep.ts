import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Logger } from '../../log/logger.js';
import { SeriesService } from './series.service.js';

/** Expired rows are removed every so many milliseconds, a bounded number at a time. */
const EVERY = 10 * 60_000;
const ROWS = 1_000;

/** Removes expired remember-me series and revoked sessions (ASVS 5.0 14.2.7). Every instance may do it. */
@Injectable()
export class ExpirySweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly series: SeriesService,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async sweep(): Promise<void> {
    // The next sweep is soon enough when PostgreSQL is away.
    await this.series.sweep(ROWS).catch((error: unknown) => this.logger.fault('expired rows stay', error));
  }
}
