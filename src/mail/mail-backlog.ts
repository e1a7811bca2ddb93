import { Injectable } from '@nestjs/common';
import { MailSwitch } from './mail-switch.js';
import { type Backlog, OutboxQueue } from './queue/outbox-queue.js';

/** Milliseconds; whoever asks more often gets the same answer. */
const KEPT = 1_000;

/** Tells monitoring how much waits in the outbox, and how long. */
@Injectable()
export class MailBacklog {
  private last: Backlog = { waiting: 0, oldest: 0 };
  private readAt = -Infinity;
  private reading: Promise<Backlog> | undefined;

  constructor(
    private readonly queue: OutboxQueue,
    private readonly mail: MailSwitch,
  ) {}

  /** Resolves with what was read last where the database is away: the breaker tells of that. */
  read(): Promise<Backlog> {
    if (!this.mail.isOn || performance.now() - this.readAt < KEPT) return Promise.resolve(this.last);
    this.reading ??= this.queue
      .backlog()
      .catch(() => this.last)
      .then((backlog) => {
        this.last = backlog;
        this.readAt = performance.now();
        this.reading = undefined;
        return backlog;
      });
    return this.reading;
  }
}
