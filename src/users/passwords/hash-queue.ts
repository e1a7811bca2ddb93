import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { ServiceUnavailable } from '../../http/errors/service-unavailable.js';
import { FairQueue } from './fair-queue.js';
import type { HashJob, HashResult } from './hash-messages.js';
import { HashThreads, type PendingHash } from './hash-threads.js';
import type { Requester } from './turns.js';

/**
 * Is thrown when too many hashes are waiting, or others are within their share of the places. The answer is 503,
 * before anybody waits longer than is decent.
 */
export class HashQueueFull extends ServiceUnavailable {
  override readonly name = 'HashQueueFull';

  constructor() {
    super('hash queue full');
  }
}

/** A request for a hash says who it is for, and until when it is wanted. */
export interface HashRequest extends Requester {
  readonly signal?: AbortSignal;
}

interface WaitingHash extends PendingHash {
  readonly requester: Requester;
}

type ByKind = Readonly<Record<'known' | 'stranger', number>>;

export interface HashLoad {
  readonly active: number;
  readonly waiting: ByKind;
  readonly refused: ByKind;
}

/**
 * Runs the bcrypt threads behind a fair, bounded queue. Each thread has one job at a time, and the queue holds
 * `HASH_QUEUE` more; a job whose client has left is dropped before it costs anything.
 */
@Injectable()
export class HashQueue implements OnModuleInit, OnApplicationShutdown {
  private readonly queue: FairQueue<WaitingHash>;
  private readonly threads: HashThreads;
  private closing = false;
  private readonly refused = { known: 0, stranger: 0 };

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'hashWorkers' | 'hashQueue' | 'hashNice'>) {
    this.queue = new FairQueue(settings.hashQueue);
    this.threads = new HashThreads(settings.hashNice, () => this.queue.next());
  }

  /**
   * Returns how many jobs the threads have, how many wait, and how many found no place since the start, of known
   * devices and of strangers.
   */
  get load(): HashLoad {
    return { active: this.threads.active, waiting: this.queue.waiting, refused: this.refused };
  }

  /** Waits for the threads, because a process that ended while one still loads bcrypt would abort. */
  async onModuleInit(): Promise<void> {
    await this.threads.start(this.settings.hashWorkers);
  }

  /** Lets the running jobs end and refuses the others. */
  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    for (const { reject } of this.queue.clear()) reject(new HashQueueFull());
    await this.threads.close();
  }

  /**
   * Runs a job. Throws {@link HashQueueFull}, or the signal's reason when it aborts before the job has begun, or has
   * aborted.
   */
  async run(job: HashJob, { signal, ...requester }: HashRequest): Promise<HashResult> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const entry: WaitingHash = { job, requester, resolve, reject };
      const leaver = this.closing ? entry : this.queue.add(entry);
      if (leaver !== undefined) this.refuse(leaver);
      if (leaver === entry) return;
      signal?.addEventListener('abort', () => this.drop(entry, signal.reason), { once: true });
      this.threads.dispatch();
    });
  }

  private refuse({ requester, reject }: WaitingHash): void {
    this.refused[requester.known ? 'known' : 'stranger'] += 1;
    reject(new HashQueueFull());
  }

  private drop(entry: WaitingHash, reason: unknown): void {
    if (this.queue.remove(entry)) entry.reject(reason);
  }
}
