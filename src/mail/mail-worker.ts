import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Logger } from '../log/logger.js';
import { isStoreUnavailable } from '../outages/outage.js';
import { MailDispatcher } from './mail-dispatcher.js';
import { MailSwitch } from './mail-switch.js';
import { QueuedOutbox } from './queued-outbox.js';

/** Milliseconds. The start of the process comes first: by then it listens. */
const START = 500;

/**
 * Milliseconds; mails of another instance, and those whose pause is over, are looked for so often. An embedded database
 * has no other instance, and costs this very process.
 */
const POLL = { onServer: 2_000, embedded: 5_000 };

/** Milliseconds; while nothing can be sent, the pauses grow up to this. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 25_000;

/** A mail in flight has so many milliseconds to be finished when the process ends. */
const LAST_MAIL = 1_500;

/** Sends what waits in the outbox, for as long as this process runs. Every instance has one. */
@Injectable()
export class MailWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isWoken = false;
  private pause = 0;
  private isFaultTold = false;
  private readonly poll: number;
  /** Work belongs to no request, though one has woken it. */
  private readonly outsideRequests = AsyncLocalStorage.snapshot();

  constructor(
    private readonly dispatcher: MailDispatcher,
    private readonly mail: MailSwitch,
    private readonly outbox: QueuedOutbox,
    private readonly logger: Logger,
    @Inject(SETTINGS) { databaseUrl }: Pick<Settings, 'databaseUrl'>,
  ) {
    this.poll = databaseUrl === undefined ? POLL.embedded : POLL.onServer;
  }

  onApplicationBootstrap(): void {
    if (!this.mail.isOn) return;
    this.outbox.whenPut = () => this.wake();
    this.schedule(START);
  }

  /** Looks for mails now; where nothing can be sent at present, not sooner than it would. */
  private wake(): void {
    if (this.pause > 0) return;
    this.isWoken = true;
    if (this.running === undefined) this.schedule(0);
  }

  /** Ends after the mails in flight: they are finished, or tried again by whoever runs next. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.stopping.abort();
    const cutOff = setTimeout(() => this.dispatcher.abort(), LAST_MAIL);
    await this.running;
    clearTimeout(cutOff);
    this.dispatcher.close();
  }

  private schedule(milliseconds: number): void {
    clearTimeout(this.timer);
    if (this.stopping.signal.aborted) return;
    this.timer = setTimeout(() => void this.outsideRequests(() => this.run()), milliseconds).unref();
  }

  private async run(): Promise<void> {
    this.isWoken = false;
    this.running = this.work();
    await this.running;
    this.running = undefined;
    this.schedule(this.isWoken && this.pause === 0 ? 0 : this.pause || this.poll);
  }

  /** Sends until nothing is due or nothing can be sent. */
  private async work(): Promise<void> {
    try {
      const turn = { isCautious: this.pause > 0, signal: this.stopping.signal };
      const goesWell = await this.dispatcher.sendDue(turn);
      this.pause = goesWell ? 0 : Math.min(this.pause * 2 || FIRST_PAUSE, LONGEST_PAUSE);
      this.isFaultTold = false;
    } catch (error) {
      // The breaker has told of an outage, once for all who ask; of anything else one line is enough.
      if (!isStoreUnavailable(error) && !this.isFaultTold) this.logger.fault('the outbox cannot be read', error);
      this.isFaultTold = true;
    }
  }
}
