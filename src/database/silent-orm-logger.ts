import type { LogContext, Logger } from '@mikro-orm/core';

/**
 * A statement observer is told of every statement when it is over: how long it took, with the wait for a connection,
 * and never its text.
 */
export type StatementObserver = (milliseconds: number, failed: boolean) => void;

/**
 * Drops MikroORM's own lines, which carry queries with their values, password hashes and addresses among them. What
 * went wrong reaches our log as an error, without the values (log/describe-error.ts).
 */
export class SilentOrmLogger implements Logger {
  observer: StatementObserver | undefined;

  logQuery({ took, level }: LogContext): void {
    // The time is taken by the wall clock, which may be set back.
    if (took !== undefined) this.observer?.(Math.max(took, 0), level === 'error');
  }

  log(): void {}
  error(): void {}
  warn(): void {}
  setDebugMode(): void {}
  isEnabled(): boolean {
    return false;
  }
}
