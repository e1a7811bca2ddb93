import type { Counts } from './counts/counts.js';
import type { RedisPort } from './redis-port.js';

/** Is told of every round trip to the store when it is over. */
export type StoreObserver = (operation: string, milliseconds: number, failed: boolean) => void;

/** What asks the store something; every one of them is one round trip. */
const SESSIONS = [
  'read',
  'start',
  'save',
  'swap',
  'move',
  'end',
  'list',
  'evict',
  'clearIndex',
  'putPrincipal',
  'markChanging',
  'bar',
  'isBarred',
  'ping',
] as const satisfies (keyof RedisPort)[];
const COUNTS = ['take', 'giveBack', 'clear'] as const satisfies (keyof Counts)[];

/** From now on tells the observer how long each operation took. Who is not observed pays nothing. */
export function observeStore(redis: RedisPort, observer: StoreObserver): void {
  for (const operation of SESSIONS) observe(redis, operation, observer);
  for (const operation of COUNTS) observe(redis.counts, operation, observer);
}

type Operation = (...args: unknown[]) => Promise<unknown>;

function observe<Store extends object>(store: Store, name: keyof Store & string, observer: StoreObserver): void {
  const operation = (store[name] as Operation).bind(store);
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
