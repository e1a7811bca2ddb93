import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { Logger } from '../../log/logger.js';
import { isOutage, isStoreUnavailable } from '../../outages/outage.js';
import { insertRows } from './insert-rows.js';
import type { NewRow } from './new-row.js';

/** One INSERT carries at most so many rows. */
const BATCH = 500;

/** So many rows wait in memory while PostgreSQL is away or slow; what comes beyond stands in the log alone. */
const WAITING = 5_000;

/** Milliseconds until rows that could not be written are tried again. */
const AGAIN = 1_000;

interface WaitingRow {
  readonly row: NewRow;
  readonly done: () => void;
}

/**
 * Writes rows by at most one INSERT at a time: what comes while one is under way travels in the next, so that a burst of
 * logins costs a few statements (group commit).
 */
@Injectable()
export class AuditWriter {
  /** So many rows were written, and so many lost, since the start. */
  readonly counts = { written: 0, lost: 0 };
  private waiting: WaitingRow[] = [];
  private underWay: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly em: EntityManager,
    private readonly logger: Logger,
  ) {}

  /** Resolves when the row is committed, or at once when PostgreSQL is away: then it is tried again later. It never rejects. */
  add(row: NewRow): Promise<void> {
    if (this.waiting.length >= WAITING) return this.lose(1);
    return new Promise((done) => {
      this.waiting.push({ row, done });
      this.underWay ??= this.writeAll().finally(() => (this.underWay = undefined));
    });
  }

  /** Writes what waits, once more where PostgreSQL was away. */
  async flush(): Promise<void> {
    await this.underWay;
    if (this.waiting.length > 0) await (this.underWay ??= this.writeAll().finally(() => (this.underWay = undefined)));
  }

  /** Nothing is tried again after this. */
  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.timer);
  }

  private async writeAll(): Promise<void> {
    // Those that are announced in one turn of the event loop travel together.
    await Promise.resolve();
    for (let isThere = true; isThere && this.waiting.length > 0;) isThere = await this.write(this.waiting.splice(0, BATCH));
  }

  /** Returns false when PostgreSQL is away. */
  private async write(rows: readonly WaitingRow[]): Promise<boolean> {
    try {
      await insertRows(
        unitOfWork(this.em),
        rows.map(({ row }) => row),
      );
      this.counts.written += rows.length;
    } catch (error) {
      if (isOutage(error)) return this.putBack(rows, error);
      // One of them cannot be stored, and the others shall not suffer for it.
      if (rows.length > 1) for (const one of rows) await this.write([one]);
      else void this.lose(1, error);
    }
    for (const { done } of rows) done();
    return true;
  }

  private putBack(rows: readonly WaitingRow[], error: unknown): false {
    if (!isStoreUnavailable(error)) this.logger.warn('audit rows wait', { rows: this.waiting.length + rows.length });
    const all = [...rows, ...this.waiting];
    for (const { done } of all) done();
    this.waiting = all.slice(0, WAITING);
    if (all.length > WAITING) void this.lose(all.length - WAITING);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), AGAIN).unref();
    return false;
  }

  private async lose(rows: number, error?: unknown): Promise<void> {
    this.counts.lost += rows;
    if (error !== undefined) this.logger.fault('an audit row was refused', error);
  }
}
