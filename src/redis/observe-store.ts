import type { Counts } from './counts/counts.js';
import type { RedisPort } from './redis-port.js';

/** Is told of every round trip to the store when it is over. */
export type StoreObserver = (operation: string, milliseconds: number, failed: boolean) => void;

/** What asks the store something, each in one round trip: a method that is missing here does not compile. */
const SESSIONS: Record<Exclude<keyof RedisPort, 'counts' | 'reconnectedAt' | 'close'>, true> = {
  read: true,
  start: true,
  save: true,
  swap: true,
  move: true,
  end: true,
  list: true,
  evict: true,
  clearIndex: true,
  putPrincipal: true,
  markChanging: true,
  bar: true,
  isBarred: true,
  ping: true,
};
const COUNTS: Record<keyof Counts, true> = { take: true, giveBack: true, clear: true };

/** From now on tells the observer how long each operation took. Who is not observed pays nothing. */
export function observeStore(redis: RedisPort, observer: StoreObserver): void {
  for (const operation of Object.keys(SESSIONS)) observe(redis, operation, observer);
  for (const operation of Object.keys(COUNTS)) observe(redis.counts, operation, observer);
}

type Operation = (...args: unknown[]) => Promise<unknown>;

function observe(store: RedisPort | Counts, name: string, observer: StoreObserver): void {
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
