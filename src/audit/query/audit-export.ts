import { EntityManager, IsolationLevel } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { askBound } from '../../database/bound-query.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { firstIdOf } from '../rows/event-id.js';
import { leafOf } from '../rows/leaf.js';
import { STORED_ROW, type StoredRow } from '../rows/stored-row.js';
import { Chain } from '../sealing/chain.js';
import { levelsOf, pathIn } from '../sealing/merkle-tree.js';
import { hashOfSeal, type Seal } from '../sealing/seal.js';
import { RowStream } from '../verification/row-stream.js';

/** Rows from `since` until before `until`; undefined for no bound. */
export interface ExportedTime {
  readonly since: Date | undefined;
  readonly until: Date | undefined;
}

const BETWEEN = 'e.id >= $1::text::uuid and e.id < $2::text::uuid';

const SEALS = `select min(e.seal) as first, max(e.seal) as last from audit_events e where ${BETWEEN} and e.seal is not null`;

const UNSEALED = `select ${STORED_ROW} from audit_events e where ${BETWEEN} and e.seal is null order by e.id`;

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Hands out rows with what proves them: each seal, and for each row its path to the root of its seal. */
@Injectable()
export class AuditExport {
  constructor(
    private readonly em: EntityManager,
    private readonly chain: Chain,
  ) {}

  /** Gives one line of JSON after the other to `write`, in the order of the seals; unsealed rows come last, without a proof. */
  async lines({ since, until }: ExportedTime, write: (line: object) => Promise<void> | void): Promise<void> {
    const bounds = [firstIdOf(since?.getTime() ?? 0), until === undefined ? LAST_ID : firstIdOf(until.getTime())] as const;
    const options = { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true };
    await unitOfWork(this.em).transactional(async (em) => {
      const [seals] = await askBound<{ first: number | null; last: number | null }>(em, SEALS, bounds);
      const { first = null, last = null } = seals ?? {};
      if (first !== null && last !== null) await this.sealedLines(em, [first, last], bounds, write);
      for (const row of await askBound<StoredRow>(em, UNSEALED, bounds)) await write({ row: shown(row), proof: null });
    }, options);
  }

  private async sealedLines(
    em: EntityManager,
    [first, last]: readonly [number, number],
    [from, to]: readonly [string, string],
    write: (line: object) => Promise<void> | void,
  ): Promise<void> {
    const stream = new RowStream(em, first);
    for (let after = first - 1; after < last;) {
      const [seal] = await this.chain.sealsAfter(em, after, 1);
      if (seal === undefined) return;
      after = seal.number;
      const rows = await rowsOf(stream, seal);
      if (!rows.some(({ id }) => id >= from && id < to)) continue;
      const levels = levelsOf(rows.map(leafOf));
      await write({ seal: { ...seal, leaves: undefined, sealedAt: new Date(seal.sealedAt), hash: hashOfSeal(seal) } });
      for (const [place, row] of rows.entries()) {
        const proof = {
          seal: seal.number,
          position: place,
          path: pathIn(levels, place).map((hash) => hash.toString('base64url')),
        };
        if (row.id >= from && row.id < to) await write({ row: shown(row), proof });
      }
    }
  }
}

async function rowsOf(stream: RowStream, { number }: Seal): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  for (let row = await stream.peek(); row !== undefined && row.seal <= number; row = await stream.peek()) {
    stream.take();
    if (row.seal === number) rows.push(row);
  }
  return rows;
}

function shown({ seal: _seal, position: _position, at, ...row }: StoredRow): object {
  return { ...row, at: new Date(at) };
}
