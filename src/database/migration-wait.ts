import type { Logger } from '../log/logger.js';

/** After so many milliseconds an operator who watches a deployment stand still wants to know why. */
const PATIENCE = 5_000;

/** Logs once what a migration waits for, when that takes longer than 5 s. */
export class MigrationWait {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly logger: Logger) {}

  /** Says what the migration waits for from now on. */
  begin(waitsFor: string): void {
    this.end();
    this.timer = setTimeout(() => this.logger.warn(`the migration waits for ${waitsFor}`), PATIENCE);
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
