import { Injectable } from '@nestjs/common';
import { Logger } from '../log/logger.js';
import { MailCounts } from './mail-counts.js';
import { OutboxQueue, type WaitingMail } from './queue/outbox-queue.js';
import { MailWriter } from './rendering/mail-writer.js';
import { type Delivery, Sender } from './sending/sender.js';
import { CONNECTIONS } from './sending/smtp-sender.js';

/** A mail is given up so many milliseconds after it was caused. */
const GIVE_UP_AFTER = 24 * 60 * 60_000;

/** A mail may take so many milliseconds, all steps together; the queue gives it to somebody else after 30 s. */
const LONGEST_MAIL = 25_000;

export interface Turn {
  /** Nothing could be sent the last time: one mail is tried, and the rest waits. */
  readonly isCautious: boolean;
  /** No further mails are taken once this aborts. */
  readonly signal: AbortSignal;
}

/** Takes mails from the queue, hands them on, and does with each what its delivery says. */
@Injectable()
export class MailDispatcher {
  private readonly cutOff = new AbortController();
  private isTroubleTold = false;
  private isAway = false;

  constructor(
    private readonly queue: OutboxQueue,
    private readonly writer: MailWriter,
    private readonly sender: Sender,
    private readonly counts: MailCounts,
    private readonly logger: Logger,
  ) {}

  /**
   * Sends all that is due. Resolves with false when it is better to wait, because nothing can be sent. Throws when the
   * queue cannot be asked.
   */
  async sendDue({ isCautious, signal }: Turn): Promise<boolean> {
    if (!(await this.queue.hasDue())) return true;
    // A mail server that is away is asked before any mail is written: its link would be made in vain.
    if (this.isAway && (await this.isStillAway())) return false;
    await this.queue.putBackExpired();
    let most = isCautious ? 1 : CONNECTIONS * 2;
    while (!signal.aborted) {
      const mails = await this.queue.take(most);
      const results = await Promise.all(mails.map((mail) => this.deliver(mail)));
      const failed = results.filter((delivery) => delivery?.outcome === 'failed').length;
      if (failed > 0 && failed === mails.length) return false;
      if (this.isAway) return false;
      if (mails.length < most) break;
      most = CONNECTIONS * 2;
    }
    return true;
  }

  /** Cuts off mails in flight. */
  abort(): void {
    this.cutOff.abort();
  }

  close(): void {
    this.sender.close();
  }

  private async isStillAway(): Promise<boolean> {
    const reason = await this.unlessCutOff(this.sender.trouble());
    this.isAway = reason !== undefined;
    if (reason !== undefined) this.tellTrouble(reason);
    return this.isAway;
  }

  /** A server that does not answer must not keep a process that ends. */
  private unlessCutOff(trouble: Promise<string | undefined>): Promise<string | undefined> {
    const { signal } = this.cutOff;
    const cutOff = new Promise<string>((resolve) => {
      if (signal.aborted) resolve('stopped');
      signal.addEventListener('abort', () => resolve('stopped'), { once: true });
    });
    return Promise.race([trouble, cutOff]);
  }

  /** Resolves with undefined for a mail that has lost its reason. */
  private async deliver(mail: WaitingMail): Promise<Delivery | undefined> {
    const delivery = await this.attempt(mail);
    if (delivery?.outcome === 'failed') {
      this.isAway ||= delivery.away;
      this.tellTrouble(delivery.reason);
      if (Date.now() - mail.causedAt.getTime() < GIVE_UP_AFTER) {
        await this.queue.putBack(mail);
        return delivery;
      }
    }
    await this.queue.remove(mail);
    this.counts.add(mail, delivery);
    if (delivery?.outcome === 'sent') this.tellWell();
    return delivery;
  }

  private async attempt(mail: WaitingMail): Promise<Delivery | undefined> {
    try {
      const composed = await this.writer.write(mail);
      if (composed === null) return undefined;
      return await this.sender.send(composed, AbortSignal.any([this.cutOff.signal, AbortSignal.timeout(LONGEST_MAIL)]));
    } catch (error) {
      this.logger.fault('a mail could not be written', error, { kind: mail.kind });
      return { outcome: 'failed', reason: 'not written', away: false };
    }
  }

  /** One line tells that mails do not go out, and one that they do again, whatever the number in between. */
  private tellTrouble(reason: string): void {
    if (this.isTroubleTold) return;
    this.isTroubleTold = true;
    this.logger.warn('mails do not go out; they are tried again for a day', { reason });
  }

  private tellWell(): void {
    if (!this.isTroubleTold) return;
    this.isTroubleTold = false;
    this.logger.warn('mails go out again');
  }
}
