import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Logger } from '../log/logger.js';
import { isStoreUnavailable } from '../outages/outage.js';
import { ExpiringRows } from './expiring-rows.js';

/** Expired rows are removed every so many milliseconds, a bounded number at a time. */
const EVERY = 10 * 60_000;
const ROWS = 1_000;

/** Removes what has expired, of all modules (ASVS 5.0 14.2.7). Every instance may do it. */
@Injectable()
export class ExpirySweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** One that fails does not keep the others. */
  async sweep(): Promise<void> {
    for (const rows of this.keepers()) {
      await rows.sweep(ROWS).catch((error: unknown) => {
        // The next sweep is soon enough. Of a store that is away its breaker has told.
        if (!isStoreUnavailable(error)) this.logger.fault('expired rows stay', error);
      });
    }
  }

  private keepers(): ReadonlySet<ExpiringRows> {
    const providers = [...this.modules.values()].flatMap((module) => [...module.providers.values()]);
    const instances = providers.map(({ instance }) => instance as unknown);
    // One instance may be provided by several modules.
    return new Set(instances.filter((instance) => instance instanceof ExpiringRows));
  }
}
