import type { EntityManager } from '@mikro-orm/core';
import { askBound } from '../../database/bound-query.js';
import { leafOf } from '../rows/leaf.js';
import { STORED_ROW, type StoredRow } from '../rows/stored-row.js';
import type { Chain } from '../sealing/chain.js';
import { type Elsewhere, nameOf } from './batch-diagnosis.js';
import { RowStream } from './row-stream.js';

/** So many rows or seals are read at a time. */
const ROWS = 2_000;
const SEALS = 20;

const UNSEALED = `select ${STORED_ROW} from audit_events e where e.seal is null and e.id > $1::text::uuid order by e.id limit ${ROWS}`;

/** Looks for hashes in the whole log outside of one batch: only when something is wrong, because it reads everything. */
export class ElsewhereScan implements Elsewhere {
  constructor(
    private readonly em: EntityManager,
    private readonly chain: Chain,
    private readonly batch: number,
  ) {}

  async rows(leaves: readonly Buffer[]): Promise<ReadonlySet<string>> {
    const [wanted, found] = [new Set(leaves.map(nameOf)), new Set<string>()];
    if (wanted.size === 0) return found;
    const note = (row: StoredRow): void => {
      const name = nameOf(leafOf(row));
      if (row.seal !== this.batch && wanted.has(name)) found.add(name);
    };
    const stream = new RowStream(this.em, undefined);
    for (let row = await stream.peek(); row !== undefined; row = await stream.peek()) {
      note(row);
      stream.take();
    }
    await this.eachUnsealed(note);
    return found;
  }

  async sealed(leaves: readonly Buffer[]): Promise<ReadonlySet<string>> {
    const [wanted, found] = [new Set(leaves.map(nameOf)), new Set<string>()];
    for (let after = wanted.size === 0 ? undefined : 0; after !== undefined;) {
      const seals = await this.chain.sealsAfter(this.em, after, SEALS);
      const others = seals.filter(({ number }) => number !== this.batch).flatMap(({ leaves: sealed = [] }) => sealed.map(nameOf));
      for (const name of others) if (wanted.has(name)) found.add(name);
      after = seals.at(-1)?.number;
    }
    return found;
  }

  private async eachUnsealed(note: (row: StoredRow) => void): Promise<void> {
    for (let after: string | undefined = '00000000-0000-0000-0000-000000000000'; after !== undefined;) {
      const rows: StoredRow[] = await askBound<StoredRow>(this.em, UNSEALED, [after]);
      rows.forEach(note);
      after = rows.length === ROWS ? rows.at(-1)?.id : undefined;
    }
  }
}
