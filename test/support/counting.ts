import { MikroORM } from '@mikro-orm/core';
import { vi } from 'vitest';
import { RedisPort } from '../../src/redis/redis-port.js';
import type { Product } from './product.js';

const PORT_METHODS = [
  'read',
  'start',
  'swap',
  'move',
  'unseal',
  'revoke',
  'claim',
  'replaceClaim',
  'claimed',
  'release',
  'list',
  'count',
  'clearIndex',
  'putPrincipal',
  'markChanging',
  'bar',
  'isBarred',
  'takeTurn',
  'shareOutcome',
  'outcomeOfTurn',
  'endTurn',
  'ping',
] as const;

/** Counts what a product asks of its stores from now on: each port method is one round trip. */
export function countStoreCalls(product: Product) {
  const redis = product.app.get(RedisPort);
  const calls = PORT_METHODS.map((method) => vi.spyOn(redis, method));
  const sql = vi.spyOn(product.app.get(MikroORM).em.getConnection(), 'execute');
  return {
    redis: () => calls.reduce((sum, spy) => sum + spy.mock.calls.length, 0),
    sql: () => sql.mock.calls.length,
    stop: () => [...calls, sql].forEach((spy) => spy.mockRestore()),
  };
}
