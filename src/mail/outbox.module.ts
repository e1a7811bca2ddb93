import { Global, Module } from '@nestjs/common';
import { MailSwitch } from './mail-switch.js';
import { Outbox } from './outbox.js';
import { OutboxQueue } from './queue/outbox-queue.js';
import { QueuedOutbox } from './queued-outbox.js';

/** Provides the outbox alone: whoever causes a mail need not send it, such as the operator's console. */
@Global()
@Module({
  providers: [MailSwitch, OutboxQueue, QueuedOutbox, { provide: Outbox, useExisting: QueuedOutbox }],
  exports: [MailSwitch, Outbox, OutboxQueue, QueuedOutbox],
})
export class OutboxModule {}
