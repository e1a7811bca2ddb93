import type { MikroORM } from '@mikro-orm/core';
import type { Registry } from 'prom-client';
import { observeStatements, poolUsage } from './observe-database.js';
import { gauge, gauges } from './read-at-scrape.js';
import { storeHistogram } from './store-histogram.js';

/** Measures statements to PostgreSQL, and the pool of connections that they share; the embedded one has no pool. */
export function databaseMetrics(registry: Registry, orm: MikroORM): void {
  const statements = {
    name: 'gatehouse_sql_duration_seconds',
    help: 'SQL statements, with the wait for a connection, by result (ok, error).',
  };
  const durations = storeHistogram(registry, statements, ['result']);
  observeStatements(orm, (milliseconds, failed) => {
    durations.labels(failed ? 'error' : 'ok').observe(milliseconds / 1_000);
  });
  const connections = { name: 'gatehouse_pool_connections', help: 'Open connections to PostgreSQL, busy and idle.' };
  const max = { name: 'gatehouse_pool_connections_max', help: 'How many connections to PostgreSQL there may be.' };
  const waiting = { name: 'gatehouse_pool_waiting', help: 'How many wait for a connection to PostgreSQL.' };
  gauges(registry, connections, 'state', async () => {
    const { busy, idle } = await poolUsage(orm);
    return Object.entries({ busy, idle });
  });
  gauge(registry, max, async () => (await poolUsage(orm)).max);
  gauge(registry, waiting, async () => (await poolUsage(orm)).waiting);
}
