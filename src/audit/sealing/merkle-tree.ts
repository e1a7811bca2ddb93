import { hash } from 'node:crypto';

/*
 * The tree is that of Certificate Transparency (RFC 9162, 2.1): the left part of a node has the largest power of two of
 * leaves that is smaller than their number, and 0x01 before a node's hash keeps it from being taken for a leaf.
 */

const NODE = Buffer.of(1);

/** Returns the root over these leaf hashes; of none, the hash of nothing. */
export function rootOf(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return hash('sha256', '', 'buffer');
  let level = leaves;
  while (level.length > 1) level = parentsOf(level);
  return level[0] ?? Buffer.alloc(0);
}

/** A node without a neighbour moves up as it is, which gives the same tree as the recursion of the RFC. */
function parentsOf(level: readonly Buffer[]): Buffer[] {
  const parents: Buffer[] = [];
  for (let place = 0; place < level.length; place += 2) {
    const [left, right] = [level[place], level[place + 1]];
    if (left !== undefined) parents.push(right === undefined ? left : nodeOf(left, right));
  }
  return parents;
}

/** Returns the tree from its leaves to its root, level by level. */
export function levelsOf(leaves: readonly Buffer[]): (readonly Buffer[])[] {
  const levels = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) level = parentsOf(level);
  return levels;
}

/** Returns the inclusion path of the leaf at this place (RFC 9162, 2.1.3): its neighbours from the leaf to the root. */
export function pathIn(levels: readonly (readonly Buffer[])[], place: number): Buffer[] {
  return levels.slice(0, -1).flatMap((level, height) => level[(place >> height) ^ 1] ?? []);
}

/** Returns the root that a leaf at this place among `count` has by its path; undefined where the path has another length. */
export function rootByPath(leaf: Buffer, place: number, count: number, path: readonly Buffer[]): Buffer | undefined {
  const left = [...path];
  let found = leaf;
  for (let at = place, size = count; size > 1; at = at >> 1, size = (size + 1) >> 1) {
    if ((at ^ 1) >= size) continue;
    const neighbour = left.shift();
    if (neighbour === undefined) return undefined;
    found = at % 2 === 0 ? nodeOf(found, neighbour) : nodeOf(neighbour, found);
  }
  return left.length === 0 ? found : undefined;
}

function nodeOf(left: Buffer, right: Buffer): Buffer {
  return hash('sha256', Buffer.concat([NODE, left, right]), 'buffer');
}
