import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { ServiceUnavailable } from '../../http/errors/service-unavailable.js';
import { FairQueue } from './fair-queue.js';
import type { FromThread, HashJob, HashResult, ToThread } from './hash-messages.js';
import type { Requester } from './turns.js';

/**
 * Is thrown when too many hashes are waiting, or others are within their share of the places. The answer is 503,
 * before anybody waits longer than is decent.
 */
export class HashQueueFull extends ServiceUnavailable {
  override readonly name = 'HashQueueFull';
}

/** A request for a hash says who it is for, and until when it is wanted. */
export interface HashRequest extends Requester {
  readonly signal?: AbortSignal;
}

interface Waiting {
  readonly job: HashJob;
  readonly requester: Requester;
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

type ByKind = Readonly<Record<'known' | 'stranger', number>>;

export interface HashLoad {
  readonly active: number;
  readonly waiting: ByKind;
  readonly refused: ByKind;
}

/** A thread is loading, doing nothing or working on a job. */
type Doing = 'loading' | 'nothing' | Waiting;

/**
 * Runs the bcrypt threads behind a fair, bounded queue. Each thread has one job at a time, and the queue holds
 * `HASH_QUEUE` more; a job whose client has left is dropped before it costs anything.
 */
@Injectable()
export class HashQueue implements OnModuleInit, OnApplicationShutdown {
  private readonly queue: FairQueue<Waiting>;
  private readonly threads = new Map<Worker, Doing>();
  private closing = false;
  private readonly refused = { known: 0, stranger: 0 };

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'hashWorkers' | 'hashQueue' | 'hashNice'>) {
    this.queue = new FairQueue(settings.hashQueue);
  }

  /**
   * Returns how many jobs the threads have, how many wait, and how many found no place since the start, of known
   * devices and of strangers.
   */
  get load(): HashLoad {
    const active = [...this.threads.values()].filter(isJob).length;
    return { active, waiting: this.queue.waiting, refused: this.refused };
  }

  /** Waits for the threads, because a process that ended while one still loads bcrypt would abort. */
  async onModuleInit(): Promise<void> {
    await Promise.all(Array.from({ length: this.settings.hashWorkers }, () => this.spawn()));
  }

  /**
   * Lets the running jobs end and refuses the others. It never calls `terminate()`, because bcrypt's native part
   * would abort the process.
   */
  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    for (const { reject } of this.queue.clear()) reject(new HashQueueFull());
    await Promise.all(
      [...this.threads.keys()].map(async (thread) => {
        const ended = once(thread, 'exit');
        thread.postMessage('end' satisfies ToThread);
        await ended;
      }),
    );
  }

  /**
   * Runs a job. Throws {@link HashQueueFull}, or the signal's reason when it aborts before the job has begun, or has
   * aborted.
   */
  async run(job: HashJob, { signal, ...requester }: HashRequest): Promise<HashResult> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const entry: Waiting = { job, requester, resolve, reject };
      const leaver = this.closing ? entry : this.queue.add(entry);
      if (leaver !== undefined) this.refuse(leaver);
      if (leaver === entry) return;
      signal?.addEventListener('abort', () => this.drop(entry, signal.reason), { once: true });
      this.dispatch();
    });
  }

  private refuse({ requester, reject }: Waiting): void {
    this.refused[requester.known ? 'known' : 'stranger'] += 1;
    reject(new HashQueueFull());
  }

  private dispatch(): void {
    const thread = this.idleThread();
    const entry = thread && this.queue.next();
    if (!thread || !entry) return;
    this.threads.set(thread, entry);
    thread.postMessage(entry.job satisfies ToThread);
  }

  private idleThread(): Worker | undefined {
    for (const [thread, doing] of this.threads) if (doing === 'nothing') return thread;
    return undefined;
  }

  private drop(entry: Waiting, reason: unknown): void {
    if (this.queue.remove(entry)) entry.reject(reason);
  }

  /** Starts a thread and resolves when it can hash. */
  private async spawn(): Promise<void> {
    const thread = new Worker(SOURCE, { workerData: { nice: this.settings.hashNice }, ...BARE });
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

const isJob = (doing: Doing | undefined): doing is Waiting => typeof doing === 'object';
