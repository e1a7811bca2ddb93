import { EntityManager, MikroORM } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { MailKind } from './mail-kind.js';
import { MailSwitch } from './mail-switch.js';
import { Outbox, type WaitingMailFacts } from './outbox.js';
import { OutboxQueue } from './queue/outbox-queue.js';

/** Keeps mails in a queue in PostgreSQL, and tells this instance of each as soon as its transaction is committed. */
@Injectable()
export class QueuedOutbox extends Outbox {
  /** Is called when a mail may be there to be sent. */
  whenPut: () => void = () => undefined;
  private hasNew = false;

  constructor(
    private readonly queue: OutboxQueue,
    private readonly mail: MailSwitch,
    orm: MikroORM,
  ) {
    super();
    orm.em.getEventManager().registerSubscriber({ afterTransactionCommit: () => this.wake() });
  }

  get isOpen(): boolean {
    return this.mail.isOn;
  }

  async put<Data extends object>(em: EntityManager, kind: MailKind<Data>, data: Data, language?: string): Promise<void> {
    if (!this.isOpen) return;
    if (!em.isInTransaction()) throw new Error('a mail is put into the outbox within a transaction');
    await this.queue.send(em, {
      kind: kind.name,
      data: data as Readonly<Record<string, unknown>>,
      language: language ?? null,
    });
    this.hasNew = true;
  }

  waitingFor(accountId: string): Promise<WaitingMailFacts[]> {
    return this.queue.waitingFor(accountId);
  }

  removeOf(em: EntityManager, accountId: string): Promise<void> {
    return this.queue.removeOf(em, accountId);
  }

  /** Another transaction may end first: its wake finds nothing, and the worker looks again soon by itself. */
  private wake(): void {
    if (!this.hasNew) return;
    this.hasNew = false;
    this.whenPut();
  }
}
