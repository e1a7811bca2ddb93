import type { EntityManager } from '@mikro-orm/core';
import { askBound } from '../../database/bound-query.js';
import { STORED_ROW, type StoredRow } from '../rows/stored-row.js';

/** So many rows are in memory at a time. */
const PAGE = 2_000;

/** PostgreSQL has no lower integer: whoever tampers may write any. */
const LOWEST = -2_147_483_648;

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** A row that somebody gave a seal without a place comes before all others. */
const NEXT = `select ${STORED_ROW} from audit_events e where e.seal is not null
  and (e.seal, e.position, e.id) > ($1, $2, $3::text::uuid) order by e.seal, e.position, e.id limit ${PAGE}`;

export type SealedRow = StoredRow & { readonly seal: number; readonly position: number };

/** Hands out all sealed rows in the order of their seals and places, a page at a time. */
export class RowStream {
  private page: SealedRow[] = [];
  private place = 0;
  private isOver = false;
  private last: readonly [number, number, string];

  /** Begins with the rows of this seal; undefined for all that there are. */
  constructor(
    private readonly em: EntityManager,
    from: number | undefined,
  ) {
    this.last = [from ?? LOWEST, LOWEST, NO_ID];
  }

  /** Returns the next row without taking it; undefined after the last. */
  async peek(): Promise<SealedRow | undefined> {
    if (this.place >= this.page.length && !this.isOver) await this.read();
    return this.page[this.place];
  }

  take(): void {
    this.place += 1;
  }

  private async read(): Promise<void> {
    this.page = await askBound<SealedRow>(this.em, NEXT, this.last);
    this.place = 0;
    this.isOver = this.page.length < PAGE;
    const row = this.page.at(-1);
    if (row !== undefined) this.last = [row.seal, row.position, row.id];
  }
}
