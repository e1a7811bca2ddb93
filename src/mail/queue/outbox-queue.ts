import { AsyncLocalStorage } from 'node:async_hooks';
import { EntityManager } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';
import { Injectable } from '@nestjs/common';
import type { KyselyTransactionLike, PgBoss } from 'pg-boss';
import { unitOfWork } from '../../database/unit-of-work.js';
import type { WaitingMailFacts } from '../outbox.js';
import { outboxSchema } from './outbox-schema.js';

/** All mails wait in this queue of pg-boss. */
export const OUTBOX_QUEUE = 'mail';

/**
 * A mail that could not be sent is tried again after 5 to 10 s, then after twice as long, and at least every 30 s: what
 * waits goes out soon after the mail server is back. Whoever sends ends it after a day. One whose process was killed is
 * anybody's again after `expireInSeconds`.
 */
const TRIES = { retryLimit: 1_000_000, retryDelay: 5, retryBackoff: true, retryDelayMax: 30, expireInSeconds: 30 };

/** This is what the database holds of a mail that waits. */
export interface StoredMail {
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly language: string | null;
}

const IN_QUEUE = `name = '${OUTBOX_QUEUE}'`;
const DUE = `(${IN_QUEUE} and state < 'active' and start_after <= now())`;
const EXPIRED = `(${IN_QUEUE} and state = 'active' and started_on + expire_seconds * interval '1 s' < now())`;
const WAITS = `${IN_QUEUE} and state < 'completed'`;
const OF_ACCOUNT = `${IN_QUEUE} and data->'data'->>'accountId' = ?`;

/** This is a mail that we have taken. It is ours for as long as nobody else has taken it since. */
export interface WaitingMail extends StoredMail {
  readonly id: string;
  readonly retryCount: number;
  readonly causedAt: Date;
}

/** A mail that was taken is told apart from the same one taken again by how often it was. */
type Taken = Pick<WaitingMail, 'id' | 'retryCount'>;

/** How many mails wait, and for how many milliseconds the oldest has. */
export interface Backlog {
  readonly waiting: number;
  readonly oldest: number;
}

/**
 * Keeps the mails that wait, in pg-boss' tables. Nothing of pg-boss is started but its statements: its timers would ask
 * for rights to change tables, and run while PostgreSQL is away. It is loaded with the first mail.
 */
@Injectable()
export class OutboxQueue {
  private readonly transaction = new AsyncLocalStorage<EntityManager>();
  private boss: Promise<PgBoss> | undefined;
  private schemaName: string | undefined;

  constructor(private readonly em: EntityManager) {}

  /** Stores a mail within the transaction of `em`. */
  async send(em: EntityManager, mail: StoredMail): Promise<void> {
    // The embedded database has one connection: what is not asked within the transaction would wait for its end.
    await this.transaction.run(em, async () => (await this.open()).send(OUTBOX_QUEUE, mail, TRIES));
  }

  /** Tells whether there is anything to do: a mail is due, or its process was killed while it sent it. */
  async hasDue(): Promise<boolean> {
    const [row] = await this.ask<{ due: boolean }>(`select exists (select 1 from job where ${DUE} or ${EXPIRED}) as due`);
    return row?.due === true;
  }

  /** Takes at most so many mails, the oldest first: nobody else gets them until they are given back or have expired. */
  async take(most: number): Promise<WaitingMail[]> {
    const boss = await this.open();
    const jobs = await boss.fetch<StoredMail>(OUTBOX_QUEUE, { batchSize: most, includeMetadata: true });
    // MikroORM's driver hands times out as text, whatever pg-boss' types say.
    return jobs.map(({ id, retryCount, createdOn, data }) => ({ id, retryCount, causedAt: new Date(createdOn), ...data }));
  }

  /** Removes a mail that has been sent or given up, if it is still ours. */
  async remove({ id, retryCount }: Taken): Promise<void> {
    await (await this.open()).deleteJob(OUTBOX_QUEUE, { id, retryCount });
  }

  /** Gives a mail back, to be tried again after a pause. */
  async putBack({ id, retryCount }: Taken): Promise<void> {
    await (await this.open()).fail(OUTBOX_QUEUE, { id, retryCount });
  }

  /**
   * Gives back the mails whose process was killed while it sent them; they are due at once. Should that process be alive
   * after all, it can neither remove nor give back what somebody else has taken since.
   */
  async putBackExpired(): Promise<void> {
    await this.ask(`update job set state = 'retry', start_after = now() where ${EXPIRED}`);
  }

  /** Returns what waits for this account, the oldest first. */
  async waitingFor(accountId: string): Promise<WaitingMailFacts[]> {
    const columns = `data->>'kind' as kind, created_on as "causedAt"`;
    const sql = `select ${columns} from job where ${OF_ACCOUNT} order by created_on`;
    const rows = await this.ask<WaitingMailFacts>(sql, [accountId]);
    return rows.map(({ kind, causedAt }) => ({ kind, causedAt: new Date(causedAt) }));
  }

  /** Removes all that waits for this account, within the transaction of `em`. */
  async removeOf(em: EntityManager, accountId: string): Promise<void> {
    await this.ask(`delete from job where ${OF_ACCOUNT}`, [accountId], em);
  }

  async backlog(): Promise<Backlog> {
    const oldest = 'coalesce(extract(epoch from now() - min(created_on)), 0)::float8 as oldest';
    const [row] = await this.ask<Backlog>(`select count(*)::int as waiting, ${oldest} from job where ${WAITS}`);
    return { waiting: row?.waiting ?? 0, oldest: Math.max(0, (row?.oldest ?? 0) * 1_000) };
  }

  private async open(): Promise<PgBoss> {
    const schema = await this.schema(this.transaction.getStore());
    this.boss ??= import('pg-boss').then(({ PgBoss: Boss, fromKysely }) => {
      const db = { executeSql: (text: string, values?: unknown[]) => fromKysely(this.client()).executeSql(text, values) };
      return new Boss({ db, schema, migrate: false, createSchema: false, supervise: false, schedule: false });
    });
    return this.boss;
  }

  private client(): KyselyTransactionLike {
    const em = this.transaction.getStore() ?? unitOfWork(this.em);
    const connection = em.getConnection() as AbstractSqlConnection;
    return em.getTransactionContext<KyselyTransactionLike>() ?? (connection.getClient() as unknown as KyselyTransactionLike);
  }

  /** Asks the table of mails by a statement of ours, in which it is called `job`. */
  private async ask<Row>(sql: string, values: unknown[] = [], em = unitOfWork(this.em)): Promise<Row[]> {
    const schema = await this.schema(em);
    return execute<Row>(em, sql.replace(' job ', ` ${schema}.job `), values);
  }

  private async schema(em = unitOfWork(this.em)): Promise<string> {
    if (this.schemaName === undefined) {
      const [place] = await execute<{ own: string }>(em, 'select current_schema() as own');
      this.schemaName = outboxSchema(place?.own ?? 'public');
    }
    return this.schemaName;
  }
}

function execute<Row>(em: EntityManager, sql: string, values: unknown[] = []): Promise<Row[]> {
  const connection = em.getConnection() as AbstractSqlConnection;
  return connection.execute<Row[]>(sql, values, 'all', em.getTransactionContext());
}
