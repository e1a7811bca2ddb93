import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/support/network.ts';
import { type RunningProduct, startProduct, type Stores } from '../support/product.ts';

/** The product from inside, since the last look: milliseconds and bytes. */
export interface Look {
  readonly delay: { readonly p99: number; readonly max: number };
  /** After a garbage collection. */
  readonly heap: number;
  readonly resident: number;
  readonly cpu: number;
  /** How often each message was logged, but for the line of each request. */
  readonly lines: Readonly<Record<string, number>>;
}

/** A product whose event loop, memory and log are looked at. */
export class Observed {
  readonly product: RunningProduct;
  private readonly metrics: string;
  private read = 0;

  private constructor(product: RunningProduct, metrics: string) {
    this.product = product;
    this.metrics = metrics;
  }

  static async start(stores: Stores): Promise<Observed> {
    const port = String(await freePort());
    const observer = new URL('observer.mjs', import.meta.url).href;
    const env = { METRICS_PORT: port, MIGRATE_ON_START: 'true' };
    const product = await startProduct(stores, { env, nodeArgs: ['--expose-gc', '--import', observer] });
    return new Observed(product, `http://127.0.0.1:${port}/metrics`);
  }

  async look(): Promise<Look> {
    // Read first: the garbage collection is no delay of the load.
    const delays = await this.scrape();
    process.kill(this.product.program.pid, 'SIGUSR2');
    await sleep(500);
    const held = await this.scrape();
    const of = (from: string, name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(from)?.[1]);
    return {
      delay: {
        p99: 1_000 * of(delays, 'nodejs_eventloop_lag_p99_seconds'),
        max: 1_000 * of(delays, 'nodejs_eventloop_lag_max_seconds'),
      },
      heap: of(held, 'nodejs_heap_size_used_bytes'),
      resident: of(delays, 'process_resident_memory_bytes'),
      cpu: 1_000 * of(delays, 'process_cpu_seconds_total'),
      lines: this.newLines(),
    };
  }

  /** Waits until /health/ready says yes; how long that took, in milliseconds. */
  async untilReady(): Promise<number> {
    const begun = performance.now();
    for (;;) {
      const response = await fetch(`${this.product.origin}/health/ready`);
      await response.arrayBuffer();
      if (response.status === 200) return performance.now() - begun;
      if (performance.now() - begun > 60_000) throw new Error('not ready again after a minute');
      await sleep(10);
    }
  }

  private async scrape(): Promise<string> {
    return (await fetch(this.metrics)).text();
  }

  private newLines(): Record<string, number> {
    const log = readFileSync(this.product.program.logFile, 'utf8');
    const messages = [...log.slice(this.read).matchAll(/"msg":"([^"]*)"/g)].map(([, message = '']) => message);
    this.read = log.length;
    const counts: Record<string, number> = {};
    for (const message of messages) if (message !== 'request') counts[message] = (counts[message] ?? 0) + 1;
    return counts;
  }
}
