import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the product's process was like since the last look; bytes and milliseconds. */
export interface Look {
  readonly rss: number;
  /** After a garbage collection. */
  readonly heapUsed: number;
  readonly cpu: number;
  readonly delay: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** The product as it was built, in production, with an observer in its process and its log counted. */
export class ObservedProduct {
  readonly origin: string;
  /** How often each message was logged. */
  readonly messages = new Map<string, number>();
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, origin: string) {
    this.child = child;
    this.origin = origin;
    if (child.stdout) createInterface(child.stdout).on('line', (line) => this.count(line));
  }

  static async start(env: Record<string, string>, port: number): Promise<ObservedProduct> {
    const origin = `http://127.0.0.1:${port}`;
    const observer = new URL('observer.mjs', import.meta.url).href;
    const own = { ...process.env, ...env, PORT: String(port), HOST: '127.0.0.1', PUBLIC_URL: origin };
    const child = fork('scripts/run.mjs', ['main.js'], {
      env: own,
      execArgv: ['--max-semi-space-size=8', '--expose-gc', '--import', observer],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    process.once('exit', () => child.kill('SIGKILL'));
    const product = new ObservedProduct(child, origin);
    await product.until(true);
    return product;
  }

  /** Waits until /health/ready says so; how long that took, in milliseconds. */
  async until(ready: boolean): Promise<number> {
    const begun = performance.now();
    while ((await statusOf(`${this.origin}/health/ready`)) !== (ready ? 200 : 503)) {
      if (performance.now() - begun > 60_000) throw new Error(`not ${ready ? 'ready' : 'away'} after a minute`);
      await sleep(10);
    }
    return performance.now() - begun;
  }

  async look(): Promise<Look> {
    const answer = once(this.child, 'message');
    this.child.send('look');
    const [look] = (await answer) as [Look];
    return look;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  private count(line: string): void {
    const message = /"msg":"([^"]*)"/.exec(line)?.[1] ?? 'other';
    this.messages.set(message, (this.messages.get(message) ?? 0) + 1);
  }
}

async function statusOf(url: string): Promise<number | undefined> {
  return fetch(url).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status;
    },
    () => undefined,
  );
}
