import { latencies, type Latencies } from '../support/open-loop.ts';

/** What happened, by kind of request. */
export class Tally {
  readonly problems: string[] = [];
  private readonly times = new Map<string, number[]>();

  /** Counts an answer; what is not expected is an error. */
  async count(kind: string, work: () => Promise<string | undefined>): Promise<void> {
    const begun = performance.now();
    const problem = await work().catch((error: unknown) => String(error));
    const times = this.times.get(kind) ?? [];
    this.times.set(kind, times);
    times.push(performance.now() - begun);
    if (problem !== undefined) this.problems.push(`${new Date().toISOString()} ${kind}: ${problem}`);
  }

  kinds(): [string, Latencies][] {
    return [...this.times].map(([kind, times]) => [kind, latencies(times)]);
  }
}
