import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from './statistics.ts';

export interface Latencies {
  readonly count: number;
  /** Milliseconds, from the moment at which the request was due. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/**
 * Begins `perSecond` requests a second, however slow the answers are, and measures each from the moment at which it was due: a
 * server that stalls makes all who come meanwhile wait (Gil Tene's "coordinated omission"). Throws what `ask` throws.
 */
export async function openLoop(perSecond: number, seconds: number, ask: Ask): Promise<Latencies> {
  return latencies(await timesInOpenLoop(perSecond, seconds, ask));
}

type Ask = (turn: number) => Promise<void>;

/** The same, each single time in milliseconds. */
export async function timesInOpenLoop(perSecond: number, seconds: number, ask: Ask): Promise<number[]> {
  const total = Math.round(perSecond * seconds);
  const times: number[] = [];
  const underWay: Promise<void>[] = [];
  const begun = performance.now();
  for (let turn = 0; turn < total;) {
    const now = performance.now();
    for (; turn < total && begun + (turn * 1000) / perSecond <= now; turn++) {
      const due = begun + (turn * 1000) / perSecond;
      underWay.push(ask(turn).then(() => void times.push(performance.now() - due)));
    }
    await sleep(1);
  }
  await Promise.all(underWay);
  return times;
}

export function latencies(times: readonly number[]): Latencies {
  const at = (share: number) => percentile(times, share);
  return { count: times.length, p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
}
