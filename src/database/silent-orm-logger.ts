import type { Logger } from '@mikro-orm/core';

/**
 * MikroORM's own lines carry queries with their values, password hashes and addresses among them.
 * What went wrong reaches our log as an error, without the values (log/describe-error.ts).
 */
export class SilentOrmLogger implements Logger {
  log(): void {}
  error(): void {}
  warn(): void {}
  logQuery(): void {}
  setDebugMode(): void {}
  isEnabled(): boolean {
    return false;
  }
}
