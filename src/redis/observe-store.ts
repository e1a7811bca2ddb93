import type { RateLimitWindows } from './rate-limit-windows.js';
import type { RedisPort } from './redis-port.js';

/** A store observer is told of every round trip to the store when it is over. */
export type StoreObserver = (operation: string, milliseconds: number, failed: boolean) => void;

/** These methods ask the store something, each in one round trip: a method that is missing here does not compile. */
const SESSIONS: Record<Exclude<keyof RedisPort, 'rateLimits' | 'reconnectedAt' | 'close'>, true> = {
  read: true,
  start: true,
  swap: true,
  move: true,
  unseal: true,
  revoke: true,
  claim: true,
  replaceClaim: true,
  claimed: true,
  release: true,
  list: true,
  count: true,
  clearIndex: true,
  putPrincipal: true,
  markChanging: true,
  bar: true,
  isBarred: true,
  takeTurn: true,
  shareOutcome: true,
  outcomeOfTurn: true,
  endTurn: true,
  ping: true,
};
const RATE_LIMITS: Record<keyof RateLimitWindows, true> = { consume: true, refund: true, reset: true };

/** Tells the observer from now on how long each operation took. A store without an observer costs nothing more. */
export function observeStore(redis: RedisPort, observer: StoreObserver): void {
  for (const operation of Object.keys(SESSIONS)) observe(redis, operation, observer);
  for (const operation of Object.keys(RATE_LIMITS)) observe(redis.rateLimits, operation, observer);
}

type Operation = (...args: unknown[]) => Promise<unknown>;

function observe(store: RedisPort | RateLimitWindows, name: string, observer: StoreObserver): void {
  const operation = (Reflect.get(store, name) as Operation).bind(store);
  const observed: Operation = (...args) => {
    const begun = performance.now();
    const answer = operation(...args);
    answer.then(
      () => observer(name, performance.now() - begun, false),
      () => observer(name, performance.now() - begun, true),
    );
    return answer;
  };
  Object.assign(store, { [name]: observed });
}
