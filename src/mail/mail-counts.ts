import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Logger } from '../log/logger.js';
import { MailKinds } from './mail-kinds.js';
import type { WaitingMail } from './queue/outbox-queue.js';
import type { Delivery } from './sending/sender.js';

/** Counts what became of mails since the start, and announces it: with the account where there is one, never an address. */
@Injectable()
export class MailCounts {
  sent = 0;
  failed = 0;

  constructor(
    private readonly kinds: MailKinds,
    private readonly logger: Logger,
    private readonly emitter: EventEmitter2,
  ) {}

  /** Counts a mail that has left the outbox; one that had lost its reason counts as nothing. */
  add({ kind, data }: WaitingMail, delivery: Delivery | undefined): void {
    if (delivery === undefined) return;
    const isOfAccount = this.kinds.named(kind)?.isOfAccount !== false && typeof data['accountId'] === 'string';
    const accountId = isOfAccount ? String(data['accountId']) : undefined;
    if (delivery.outcome === 'sent') {
      this.sent += 1;
      return this.announce('mail-sent', accountId, undefined);
    }
    this.failed += 1;
    this.announce('mail-failed', accountId, delivery.reason);
  }

  private announce(name: 'mail-sent' | 'mail-failed', accountId: string | undefined, reason: string | undefined): void {
    this.logger.info(name, { event: name, accountId, reason });
    this.emitter.emit(name, { name, accountId, reason, requestId: undefined, address: undefined, at: new Date() });
  }
}
