import type { DeedClaims } from '../redis/deed-claims.js';
import type { RateLimitWindows } from '../redis/rate-limit-windows.js';
import type { RedisPort } from '../redis/redis-port.js';
import type { Revisions } from '../redis/revisions.js';
import type { SeriesMarks } from '../redis/series-marks.js';

/** A store observer is told of every round trip to the store when it is over. */
export type StoreObserver = (operation: string, milliseconds: number, failed: boolean) => void;

/**
 * These methods ask the store something, each in one round trip: a method that is missing here does not compile. The
 * operation is the name that dashboards know.
 */
const SESSIONS: Record<
  Exclude<keyof RedisPort, 'claims' | 'seriesMarks' | 'revisions' | 'rateLimits' | 'reconnectedAt' | 'close'>,
  string
> = {
  read: 'read',
  start: 'start',
  swap: 'swap',
  move: 'move',
  unseal: 'unseal',
  revoke: 'revoke',
  list: 'list',
  listOfEach: 'list',
  count: 'count',
  clearIndex: 'clearIndex',
  putPrincipal: 'putPrincipal',
  markChanging: 'markChanging',
  ping: 'ping',
};
const CLAIMS: Record<keyof DeedClaims, string> = {
  claim: 'claim',
  replace: 'replaceClaim',
  find: 'claimed',
  release: 'release',
};
const SERIES_MARKS: Record<keyof SeriesMarks, string> = {
  bar: 'bar',
  isBarred: 'isBarred',
  takeTurn: 'takeTurn',
  shareOutcome: 'shareOutcome',
  outcomeOfTurn: 'outcomeOfTurn',
  endTurn: 'endTurn',
};
const REVISIONS: Record<keyof Revisions, string> = { read: 'readRevision', write: 'writeRevision' };
const RATE_LIMITS: Record<keyof RateLimitWindows, string> = { consume: 'consume', refund: 'refund', reset: 'reset' };

/** Tells the observer from now on how long each operation took. A store without an observer costs nothing more. */
export function observeStore(redis: RedisPort, observer: StoreObserver): void {
  observe(redis, SESSIONS, observer);
  observe(redis.claims, CLAIMS, observer);
  observe(redis.seriesMarks, SERIES_MARKS, observer);
  observe(redis.revisions, REVISIONS, observer);
  observe(redis.rateLimits, RATE_LIMITS, observer);
}

type Operation = (...args: unknown[]) => Promise<unknown>;

function observe(part: object, operations: Readonly<Record<string, string>>, observer: StoreObserver): void {
  for (const [method, operation] of Object.entries(operations)) observeMethod(part, method, operation, observer);
}

function observeMethod(part: object, method: string, operation: string, observer: StoreObserver): void {
  const ask = (Reflect.get(part, method) as Operation).bind(part);
  const observed: Operation = (...args) => {
    const begun = performance.now();
    const answer = ask(...args);
    answer.then(
      () => observer(operation, performance.now() - begun, false),
      () => observer(operation, performance.now() - begun, true),
    );
    return answer;
  };
  Object.assign(part, { [method]: observed });
}
