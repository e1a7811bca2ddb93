import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';
import { setPriority } from 'node:os';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ServiceUnavailable } from '../../http/errors/service-unavailable.js';
import { Logger } from '../../log/logger.js';
import { Turns } from '../../users/passwords/turns.js';
import { type FromProcess, PIXELS_AT_MOST, type ToProcess } from './picture-messages.js';

/** So many files wait at most: each lies in the folder of uploads meanwhile. */
const WAITING_AT_MOST = 30;

/** Milliseconds: the slowest pictures of 40 megapixels take two seconds of a core, and this process comes last. */
const TIME_AT_MOST = 20_000;

/** Milliseconds: a process that has nothing to do gives its memory back. */
const IDLE_AT_MOST = 10_000;

/** Pages come first: it works with what they leave of the cores. */
const NICE = 19;

const SOURCE = new URL(import.meta.url.endsWith('.ts') ? './picture-process.ts' : './picture-process.js', import.meta.url);

/** It gets no variable of ours: no secret is copied, and nothing that NODE_OPTIONS adds is loaded. */
const BARE: ForkOptions = {
  env: { MALLOC_ARENA_MAX: '2' },
  execArgv: ['--max-old-space-size=64'],
  serialization: 'advanced',
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
};

/** Is thrown when too many pictures wait. */
export class PictureQueueFull extends ServiceUnavailable {
  override readonly name = 'PictureQueueFull';
  override readonly level = 'info';
}

/** This is what became of a file. */
export type MadePicture = Exclude<FromProcess, 'ready'>;

interface Job {
  readonly requester: { readonly account: string; readonly address: string; readonly known: boolean };
  readonly path: string;
  readonly resolve: (made: MadePicture) => void;
}

/** Makes pictures of files, one at a time, in a process that is started when it is needed. Accounts take turns. */
@Injectable()
export class PictureMaker implements OnApplicationShutdown {
  private readonly waiting = new Turns<Job>();
  private child: ChildProcess | undefined;
  private job: Job | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly logger: Logger) {}

  /** Returns the WebP, or why there is none. Throws {@link PictureQueueFull}, and the reason of `left` when its client has left. */
  async make(path: string, account: string, left: AbortSignal): Promise<MadePicture> {
    if (this.waiting.size >= WAITING_AT_MOST) throw new PictureQueueFull('queue of pictures full');
    return new Promise<MadePicture>((resolve, reject) => {
      const job: Job = { requester: { account, address: account, known: true }, path, resolve };
      const leave = () => this.waiting.remove(job) && reject(left.reason as Error);
      left.addEventListener('abort', leave, { once: true });
      this.waiting.add(job);
      if (this.job === undefined) this.next();
      if (left.aborted) leave();
    });
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.dismiss();
  }

  private next(): void {
    clearTimeout(this.timer);
    this.job = this.waiting.next();
    if (this.job === undefined) {
      this.timer = setTimeout(() => this.dismiss(), IDLE_AT_MOST).unref();
      return;
    }
    this.child ??= this.start();
    this.child.send({ path: this.job.path, pixelsAtMost: PIXELS_AT_MOST } satisfies ToProcess);
    const { child } = this;
    this.timer = setTimeout(() => child.kill('SIGKILL'), TIME_AT_MOST).unref();
  }

  private start(): ChildProcess {
    const child = fork(SOURCE, BARE);
    comeLast(child);
    child.unref();
    child.channel?.unref();
    child.on('message', (message: FromProcess) => message !== 'ready' && child === this.child && this.done(message));
    // One that could not be started has an error; one that has ended, of whatever, an exit.
    child.on('error', () => this.lost(child));
    child.once('exit', () => this.lost(child));
    return child;
  }

  /** A file at which the process has ended, or for which it takes too long, is as good as broken. */
  private lost(child: ChildProcess): void {
    if (child !== this.child) return;
    this.child = undefined;
    if (this.job === undefined) return;
    this.logger.warn('the process that makes pictures has ended at one');
    this.done({ refused: 'pictureUnreadable' });
  }

  private done(made: MadePicture): void {
    const { job } = this;
    this.next();
    job?.resolve(made);
  }

  /** The next picture gets another process, also before this one has ended. */
  private dismiss(): void {
    const { child } = this;
    this.child = undefined;
    child?.kill('SIGKILL');
  }
}

/** All threads that the process starts have this priority too. */
function comeLast({ pid }: ChildProcess): void {
  try {
    // One that could not be started has no number.
    if (pid !== undefined) setPriority(pid, NICE);
  } catch {
    // It has ended already, which is told by its exit.
  }
}
