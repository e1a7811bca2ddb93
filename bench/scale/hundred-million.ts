import { table } from '../support/table.ts';
import type { Population } from './population.ts';

/** What is assumed of 100 million accounts; change these and run again. */
const ACCOUNTS = 100e6;
/** Of the accounts: signed in at one time (records outlive their session by 24 h, so a day's visitors count). */
const LIVE_SHARE = 0.15;
/** Seen in the busiest minute: their principals are read from PostgreSQL again. */
const BUSY_SHARE = 0.005;
/** Pages a second in the busiest hour for each of those. */
const PAGES_PER_BUSY = 1 / 20;
/** Logins in the busiest hour, as a share of the accounts. */
const LOGIN_SHARE = 0.01;
/** One login at cost 12 takes this many seconds of a core (bench/results/logins.md). */
const LOGIN_SECONDS = 0.22;
/** Memory of a Redis shard that leaves room for a fork and for growth, in GiB. */
const SHARD_GIB = 12;
/** Milliseconds of CPU for a signed-in page of one instance, with the rest of the machine's work. */
const PAGE_MS = 0.25;

/** What 100 million accounts would need, from the measured bytes and the assumptions above. */
export function hundredMillion(populations: readonly Population[]): string {
  const bytes = populations.at(-1)?.bytes ?? {};
  const live = ACCOUNTS * LIVE_SHARE;
  const redis = (live * (bytes['redis'] ?? 0)) / 2 ** 30;
  const sql = (ACCOUNTS * ((bytes['postgresRows'] ?? 0) + (bytes['postgresIndexes'] ?? 0))) / 2 ** 30;
  const busy = ACCOUNTS * BUSY_SHARE;
  const pages = busy * PAGES_PER_BUSY;
  const logins = (ACCOUNTS * LOGIN_SHARE) / 3600;
  const cores = (pages * PAGE_MS) / 1000;
  return table([
    ['of 100 million accounts', 'figure', 'how'],
    ['sessions and ended marks in Redis', million(live), `${LIVE_SHARE * 100} % of the accounts within a day`],
    ['Redis memory', `${redis.toFixed(0)} GiB`, `${Math.round(bytes['redis'] ?? 0)} bytes each`],
    [
      'Redis Cluster',
      `${Math.ceil(redis / SHARD_GIB)} masters of ${SHARD_GIB} GiB, as many replicas`,
      'all keys of an account in one slot',
    ],
    ['PostgreSQL, users with indexes', `${sql.toFixed(0)} GiB`, 'one primary; what is active fits in its memory'],
    ['signed-in pages', `${pages.toFixed(0)}/s`, `${million(busy)} people, a page every ${1 / PAGES_PER_BUSY} s`],
    ['instances for pages', `${Math.ceil(cores * 2)} of one core each`, `${PAGE_MS} ms of CPU a page, half busy`],
    ['Redis commands', `${(pages * 1.2).toFixed(0)}/s over all shards`, 'one MGET a page; one write a minute and visitor'],
    ['reads of PostgreSQL', `${((busy / 60) * 1.2).toFixed(0)}/s`, 'a principal a minute, account and instance that serves it'],
    ['logins at the peak', `${logins.toFixed(0)}/s`, `${LOGIN_SHARE * 100} % of the accounts in one hour`],
    ['cores for bcrypt at cost 12', `${Math.ceil(logins * LOGIN_SECONDS)}`, `${LOGIN_SECONDS} s each: the first limit`],
    ['writes of PostgreSQL', `about ${Math.ceil(logins * 1.5)}/s`, 'remember-me series of new logins, rotations, ends'],
  ]);
}

function million(value: number): string {
  return `${(value / 1e6).toFixed(1)} million`;
}
