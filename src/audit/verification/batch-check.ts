import type { EntityManager } from '@mikro-orm/core';
import { leafOf } from '../rows/leaf.js';
import type { StoredRow } from '../rows/stored-row.js';
import type { AuditKeys } from '../sealing/audit-keys.js';
import type { Chain } from '../sealing/chain.js';
import { rootOf } from '../sealing/merkle-tree.js';
import { joinLeaves, type Seal } from '../sealing/seal.js';
import { diagnose, type FoundLeaf } from './batch-diagnosis.js';
import { ElsewhereScan } from './elsewhere-scan.js';
import type { Finding } from './findings.js';
import { commitmentHolds, unexplained } from './row-check.js';
import type { RowStream } from './row-stream.js';

/** Somebody may have put a million rows into one batch: no more than so many beyond its count are looked at. */
const BEYOND = 1_000;

/** These are the rows of a batch as far as they are needed. */
interface Batch {
  readonly found: FoundLeaf[];
  readonly emptied: Pick<StoredRow, 'id' | 'subject'>[];
  readonly findings: Finding[];
  rows: number;
}

/** Compares the rows of one batch after the other with its seal, which has been checked. */
export class BatchCheck {
  /** So many rows were looked at, and so many of them were emptied by erasures. */
  rows = 0;
  erased = 0;

  constructor(
    private readonly em: EntityManager,
    private readonly chain: Chain,
    private readonly keys: AuditKeys,
    private readonly stream: RowStream,
  ) {}

  /** Returns what is wrong with the rows of this seal, whose turn it is in the stream. */
  async check(seal: Seal, hasExpired: boolean): Promise<Finding[]> {
    const batch = await this.read(seal);
    this.rows += batch.rows;
    this.erased += batch.emptied.length;
    if (hasExpired) return batch.found.map(({ id }) => ({ batch: seal.number, kind: 'row inserted', where: id }));
    const leaves = batch.found.map(({ leaf }) => leaf);
    const isWhole = rootOf(leaves).toString('base64url') === seal.root && batch.rows === batch.found.length;
    const wrong = isWhole ? this.tornLeaves(seal, leaves) : await this.explain(seal, batch);
    const blanked = await unexplained(this.em, this.keys, batch.emptied);
    // What is known to be wrong with a row already is not told twice.
    const told = new Set([...batch.findings, ...wrong].map(({ where }) => where));
    const emptied = blanked.filter(({ id }) => !told.has(id));
    return [
      ...batch.findings,
      ...wrong,
      ...emptied.map(({ id }): Finding => ({ batch: seal.number, kind: 'row emptied', where: id })),
    ];
  }

  private async read(seal: Seal): Promise<Batch> {
    const batch: Batch = { found: [], emptied: [], findings: [], rows: 0 };
    for (let row = await this.stream.peek(); row !== undefined && row.seal <= seal.number; row = await this.stream.peek()) {
      this.stream.take();
      batch.rows += 1;
      if (batch.rows > seal.count + BEYOND) continue;
      const { id, subject, position, salt } = row;
      batch.found.push({ leaf: leafOf(row), position, id });
      if (!commitmentHolds(row)) batch.findings.push({ batch: seal.number, kind: 'row changed', where: id });
      else if (salt === null) batch.emptied.push({ id, subject });
    }
    return batch;
  }

  /** The hashes beside a seal only help to tell what is wrong, but they have no other right value either. */
  private tornLeaves({ number, leaves }: Seal, found: readonly Buffer[]): Finding[] {
    const isRight = leaves !== undefined && joinLeaves(leaves) === joinLeaves(found);
    return isRight ? [] : [{ batch: number, kind: 'seal changed', where: 'hashes of rows' }];
  }

  private async explain({ number, root, leaves = [] }: Seal, { found }: Batch): Promise<Finding[]> {
    if (rootOf(leaves).toString('base64url') !== root) return [{ batch: number, kind: 'seal changed', where: 'hashes of rows' }];
    const findings = await diagnose(leaves, found, new ElsewhereScan(this.em, this.chain, number));
    return findings.map((finding) => ({ batch: number, ...finding }));
  }
}
