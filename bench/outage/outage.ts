// bash .ci/with-servers npm exec -- node bench/outage/outage.ts [requests]
// So many requests (100,000) during an outage of each store, and as many after it: what they cost, and whether the
// product's event loop and memory are as before. Freezes the servers that DATABASE_URL and REDIS_URL name: give it its own.
import { buildIfStale } from '../../scripts/build-if-stale.mjs';
import { freePort } from '../../test/support/free-port.ts';
import { load } from './load.ts';
import { ObservedProduct } from './observed-product.ts';
import { postgresServer, redisServer, type Server } from './servers.ts';
import { signIn, visitsOf } from './visitors.ts';

const { DATABASE_URL, REDIS_URL } = process.env;
if (!DATABASE_URL || !REDIS_URL) throw new Error('Set DATABASE_URL and REDIS_URL, or run it by: bash .ci/with-servers');
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** How many signed-in people there are. */
const PEOPLE = 50;

const count = Number(process.argv[2] ?? 100_000);
buildIfStale();
const postgres = await postgresServer(DATABASE_URL);
const redis = await redisServer(REDIS_URL);
const env = {
  NODE_ENV: 'production',
  SESSION_SECRET: 'the session secret of a benchmark',
  BCRYPT_COST: '10',
  MIGRATE_ON_START: 'true',
  THROTTLE_ACCOUNT: 'off',
  THROTTLE_ADDRESS: 'off',
  THROTTLE_REGISTER: 'off',
  DATABASE_URL: postgres.database,
  REDIS_URL,
};
const product = await ObservedProduct.start(env, await freePort());
const people = await Promise.all(Array.from({ length: PEOPLE }, () => signIn(product.origin)));
// Code that has run is compiled, and caches are full: what comes is measured against that.
await load(product.origin, visitsOf(people, 'signed in'), Math.min(count, 20_000));
await product.look();

await measure('Redis', redis, 'signed in');
await measure('PostgreSQL', postgres.server, 'remembered');
await product.stop();
await postgres.remove();
process.exit();

/** Before, during and after an outage of a server that the visits of these people need. */
async function measure(name: string, server: Server, who: 'signed in' | 'remembered'): Promise<void> {
  console.log(`\n${name} frozen, ${count.toLocaleString('en')} requests during the outage and after it (${who} people)`);
  await phase('before', 'signed in', Math.min(count, 20_000));
  server.freeze();
  await phase('during', who, count);
  server.thaw();
  console.log(`ready again after ${Math.round(await product.until(true))} ms`);
  await phase('after', 'signed in', count);
}

async function phase(name: string, who: 'signed in' | 'remembered', requests: number): Promise<void> {
  product.messages.clear();
  const { cpu: cpuBefore } = await product.look();
  const { statuses, p50, p99, max, seconds } = await load(product.origin, visitsOf(people, who), requests);
  const { cpu, delay, rss, heapUsed } = await product.look();
  const lines = [...product.messages].filter(([message]) => message !== 'request');
  const figures = [
    `${name.padEnd(6)} ${requests} requests in ${seconds.toFixed(1)} s: ${JSON.stringify(statuses)}`,
    `latency ms p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} max ${max.toFixed(0)}`,
    `CPU ${((1000 * (cpu - cpuBefore)) / requests).toFixed(0)} µs each`,
    `event loop delay ms p50 ${delay.p50.toFixed(1)} p99 ${delay.p99.toFixed(1)} max ${delay.max.toFixed(0)}`,
    `memory MB heap ${megabytes(heapUsed)} resident ${megabytes(rss)}`,
    `log ${JSON.stringify(Object.fromEntries(lines))}`,
  ];
  console.log(figures.join('\n       '));
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
