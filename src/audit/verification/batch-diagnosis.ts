import type { FindingKind } from './findings.js';

/** A hash of a row that is there, and where. */
export interface FoundLeaf {
  readonly leaf: Buffer;
  readonly position: number;
  readonly id: string;
}

/** This is wrong in a batch, and how to name the row. */
export interface RowFinding {
  readonly kind: FindingKind;
  readonly where: string;
}

/** Looks for hashes outside of the batch, and returns those that it finds. */
export interface Elsewhere {
  /** Looks at the rows that are there. */
  rows(leaves: readonly Buffer[]): Promise<ReadonlySet<string>>;
  /** Looks at what other seals cover. */
  sealed(leaves: readonly Buffer[]): Promise<ReadonlySet<string>>;
}

/**
 * Tells what became of the rows of a batch, from the hashes that were sealed, in their order, and those that are there. A
 * hash that is missing and one that is too much at the same place are one changed row; what is missing here and lies
 * elsewhere was moved.
 */
export async function diagnose(
  sealed: readonly Buffer[],
  found: readonly FoundLeaf[],
  elsewhere: Elsewhere,
): Promise<RowFinding[]> {
  const left = new LeafCounts(sealed);
  const extra = found.filter(({ leaf }) => !left.take(leaf));
  const missing = sealed.flatMap((leaf, position) => (left.take(leaf) ? [{ leaf, position }] : []));
  if (extra.length + missing.length === 0) {
    const moved = found.filter(({ leaf, position }) => sealed[position]?.equals(leaf) !== true);
    return moved.map(({ id }) => ({ kind: 'row moved', where: id }));
  }
  const [there, theirs] = [await elsewhere.rows(hashes(missing)), await elsewhere.sealed(hashes(extra))];
  const strangers = extra.filter(({ leaf }) => !theirs.has(nameOf(leaf)));
  const changed = new Map(strangers.map((row) => [row.position, row]));
  const findings: RowFinding[] = extra
    .filter((row) => !strangers.includes(row))
    .map(({ id }) => ({ kind: 'row moved', where: id }));
  for (const { leaf, position } of missing) {
    const isMoved = there.has(nameOf(leaf));
    const row = isMoved ? undefined : changed.get(position);
    if (row !== undefined) changed.delete(position);
    if (row !== undefined) findings.push({ kind: 'row changed', where: row.id });
    else findings.push({ kind: isMoved ? 'row moved' : 'row removed', where: `place ${position}` });
  }
  const rest = strangers.filter((row) => changed.get(row.position) === row || !isFirstAt(strangers, row));
  return [...findings, ...rest.map(({ id }) => ({ kind: 'row inserted' as const, where: id }))];
}

/** Names a hash, for sets. */
export function nameOf(leaf: Buffer): string {
  return leaf.toString('base64');
}

function hashes(all: readonly { readonly leaf: Buffer }[]): Buffer[] {
  return all.map(({ leaf }) => leaf);
}

/** Of several rows at one place the map above knows the last. */
function isFirstAt(rows: readonly FoundLeaf[], row: FoundLeaf): boolean {
  return rows.findLast(({ position }) => position === row.position) === row;
}

/** Counts equal hashes. */
class LeafCounts {
  private readonly counts = new Map<string, number>();

  constructor(leaves: readonly Buffer[]) {
    for (const leaf of leaves) this.counts.set(nameOf(leaf), (this.counts.get(nameOf(leaf)) ?? 0) + 1);
  }

  /** Takes one of this hash away and returns whether there was one. */
  take(leaf: Buffer): boolean {
    const count = this.counts.get(nameOf(leaf)) ?? 0;
    if (count > 0) this.counts.set(nameOf(leaf), count - 1);
    return count > 0;
  }
}
