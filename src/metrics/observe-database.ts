import type { MikroORM } from '@mikro-orm/core';
import { SilentOrmLogger, type StatementObserver } from '../database/silent-orm-logger.js';

/** Tells the observer of every statement from now on. */
export function observeStatements(orm: MikroORM, observer: StatementObserver): void {
  const logger = orm.config.getLogger();
  if (logger instanceof SilentOrmLogger) logger.observer = observer;
}

/** These are the connections to PostgreSQL that this process has, how many it may have, and who waits for one. */
export interface PoolUsage {
  readonly busy: number;
  readonly idle: number;
  readonly max: number;
  readonly waiting: number;
}

/** Returns only 0 for the embedded PostgreSQL, which has no connections. */
export async function poolUsage(orm: MikroORM): Promise<PoolUsage> {
  const pool = Object(await orm.em.getConnection().getNativeClient()) as Partial<PgPool>;
  const { totalCount = 0, idleCount: idle = 0, waitingCount: waiting = 0, options } = pool;
  return { busy: totalCount - idle, idle, max: options?.max ?? 0, waiting };
}

/** `pg` documents this of its pool. */
interface PgPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max: number };
}
