import { duration } from '../config/parsers.js';

const RealDate = Date;

/** Milliseconds by which this process is ahead of its machine. */
let ahead = 0;

const now = (): number => RealDate.now() + ahead;

/**
 * A Date that is ahead, and goes on. Those of node:test and of fake-timers stand still, and what waits for a time
 * would wait for ever. It is a proxy, so that every date is still `instanceof Date`.
 */
const MovedDate = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
  apply: () => new RealDate(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key, target)),
});

/** The time of this process. */
export interface Clock {
  /** Moves the time ahead by `30s`, `15m`, `24h`, `14d`, or by milliseconds. Throws for anything else. */
  forward(by: string | number): void;
  /** Makes the time right again. */
  reset(): void;
}

/**
 * Returns the clock of this process, which all its products, embedded PostgreSQL's `now()` aside, go by: sessions,
 * remember-me, fresh logins, limits and what the embedded store keeps expire by it. Timers are not moved.
 */
export function clock(): Clock {
  return { forward, reset };
}

function forward(by: string | number): void {
  const milliseconds = typeof by === 'number' ? by : duration(by);
  if (!Number.isFinite(milliseconds) || milliseconds < 0) throw new RangeError('a clock moves forward');
  ahead += milliseconds;
  globalThis.Date = MovedDate;
}

function reset(): void {
  ahead = 0;
  globalThis.Date = RealDate;
}
