import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FromThread, HashJob, HashResult, ToThread } from './hash-messages.js';

/** This is a job with those who wait for its result. */
export interface PendingHash {
  readonly job: HashJob;
  readonly resolve: (result: HashResult) => void;
  readonly reject: (reason: unknown) => void;
}

const SOURCE = new URL(import.meta.url.endsWith('.ts') ? './hash-worker.ts' : './hash-worker.js', import.meta.url);

/** A thread holds one password at a time, so it needs no heap of a whole process. These are megabytes. */
const SMALL = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };

/**
 * A thread starts without what NODE_OPTIONS adds to the process, such as OpenTelemetry, which would not fit; and no
 * secret is copied.
 */
const BARE = { resourceLimits: SMALL, execArgv: [], env: {} };

/** A thread is loading, doing nothing or working on a job. */
type Doing = 'loading' | 'nothing' | PendingHash;

/** Runs bcrypt in threads, one job at a time in each. A thread that dies fails its job and is replaced. */
export class HashThreads {
  private readonly threads = new Map<Worker, Doing>();
  private closing = false;

  /** `next` gives a thread that has nothing to do its next job, if there is one. */
  constructor(
    private readonly nice: number,
    private readonly next: () => PendingHash | undefined,
  ) {}

  /** Returns how many threads have a job. */
  get active(): number {
    return [...this.threads.values()].filter(isJob).length;
  }

  /** Starts so many threads and resolves when all of them can hash. */
  async start(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.spawn()));
  }

  /** Hands the next job to a thread that has none, if there are both. */
  dispatch(): void {
    const thread = this.idleThread();
    const pending = thread && this.next();
    if (!thread || !pending) return;
    this.threads.set(thread, pending);
    thread.postMessage(pending.job satisfies ToThread);
  }

  /**
   * Lets the running jobs end, then the threads. It never calls `terminate()`, because bcrypt's native part would
   * abort the process.
   */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.all(
      [...this.threads.keys()].map(async (thread) => {
        const ended = once(thread, 'exit');
        thread.postMessage('end' satisfies ToThread);
        await ended;
      }),
    );
  }

  private idleThread(): Worker | undefined {
    for (const [thread, doing] of this.threads) if (doing === 'nothing') return thread;
    return undefined;
  }

  /** Starts a thread and resolves when it can hash. */
  private async spawn(): Promise<void> {
    const thread = new Worker(SOURCE, { workerData: { nice: this.nice }, ...BARE });
    this.threads.set(thread, 'loading');
    thread.on('message', ({ result }: FromThread) => {
      const done = this.threads.get(thread);
      this.threads.set(thread, 'nothing');
      this.dispatch();
      if (isJob(done) && result !== undefined) done.resolve(result);
    });
    // An 'error' without a listener would end the process; 'exit' follows and replaces the thread.
    thread.on('error', () => undefined);
    thread.on('exit', () => {
      const lost = this.threads.get(thread);
      this.threads.delete(thread);
      if (isJob(lost)) lost.reject(new Error('the hash thread ended'));
      if (!this.closing) void this.spawn().catch(() => undefined);
    });
    await once(thread, 'message');
  }
}

const isJob = (doing: Doing | undefined): doing is PendingHash => typeof doing === 'object';
