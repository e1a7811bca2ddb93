import type { Client, Pool, PoolClient, PoolOptions } from 'pg';
import type { CircuitBreaker } from '../outages/circuit-breaker.js';
import type { CircuitBreakers } from '../outages/circuit-breakers.js';

type Connect = () => Promise<PoolClient>;

/**
 * Puts a circuit breaker in front of a pool, where all SQL passes: it refuses connections while PostgreSQL is away,
 * and judges every failed connection or query. A transaction that has begun goes on.
 */
export function guardPool(pool: Pool, breakers: CircuitBreakers): void {
  const connect: Connect = pool.connect.bind(pool);
  const breaker = breakers.guard({
    name: 'postgresql',
    probe: () => probe(clientBeside(pool)),
    onOpen: () => dropIdle(pool.idleCount, connect),
  });
  const watched = new WeakSet<PoolClient>();
  const guarded: Connect = async () => {
    const client = await breaker.run(connect);
    if (!watched.has(client)) watch(client, breaker);
    watched.add(client);
    return client;
  };
  Object.assign(pool, { connect: guarded });
}

function watch(client: PoolClient, breaker: CircuitBreaker): void {
  const driver = Object.getPrototypeOf(client) as { query(...args: unknown[]): unknown };
  const query = (...args: unknown[]): unknown => driver.query.apply(client, args);
  const failed = async (error: unknown): Promise<never> => {
    // The answer may come late, or never, so the pool must not lend this connection to anybody else.
    if (error instanceof Error && error.message === 'Query read timeout') client.end().catch(() => undefined);
    throw await breaker.judge(error);
  };
  const watchedQuery = (...args: unknown[]): unknown => {
    const result = query(...args);
    // A cursor is no promise.
    return result instanceof Promise ? result.catch(failed) : result;
  };
  Object.assign(client, { query: watchedQuery });
}

/**
 * Probes by a connection of its own, because those who wait for this very answer may hold all of the pool's. A server
 * that has too many connections (53300) is there.
 */
async function probe(client: Client): Promise<void> {
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } catch (error) {
    if (!(error instanceof Error) || Reflect.get(error, 'code') !== '53300') throw error;
  } finally {
    client.end().catch(() => undefined);
  }
}

/** Makes a client of the class of which the pool makes its own; types leave that out, and kysely relies on it too. */
function clientBeside(pool: Pool): Client {
  const { Client: Made } = pool as Pool & { readonly Client: new (options: PoolOptions) => Client };
  return new Made(pool.options);
}

/** Drops idle connections: those of before an outage may lead nowhere, and a request each would have to find that out. */
function dropIdle(count: number, connect: Connect): void {
  for (let idle = count; idle > 0; idle -= 1) {
    connect().then(
      (client) => client.release(true),
      () => undefined,
    );
  }
}
