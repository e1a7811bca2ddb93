import { Counter, Gauge, type Registry } from 'prom-client';

/*
 * Families whose numbers other rooms keep for themselves: read when somebody scrapes, so that the deed itself
 * costs an addition and no room has to know of metrics.
 */

export interface Family {
  readonly name: string;
  readonly help: string;
}

type Samples = Iterable<readonly [labelValue: string, value: number]>;

/** Registers a number that only grows. */
export function counter(registry: Registry, family: Family, read: () => number): void {
  const kept = new Counter({
    ...family,
    registers: [registry],
    collect: () => {
      kept.reset();
      kept.inc(read());
    },
  });
}

/** Registers numbers that only grow, one for each value of a label. */
export function counters(registry: Registry, family: Family, label: string, read: () => Samples): void {
  const kept = new Counter({
    ...family,
    labelNames: [label],
    registers: [registry],
    collect: () => {
      kept.reset();
      for (const [value, count] of read()) kept.labels(value).inc(count);
    },
  });
}

/** Registers a number that goes up and down. */
export function gauge(registry: Registry, family: Family, read: () => Promise<number> | number): void {
  const kept = new Gauge({
    ...family,
    registers: [registry],
    collect: async () => {
      kept.set(await read());
    },
  });
}

/** Registers numbers that go up and down, one for each value of a label. */
export function gauges(registry: Registry, family: Family, label: string, read: () => Promise<Samples> | Samples): void {
  const kept = new Gauge({
    ...family,
    labelNames: [label],
    registers: [registry],
    collect: async () => {
      const samples = await read();
      kept.reset();
      for (const [value, amount] of samples) kept.labels(value).set(amount);
    },
  });
}
