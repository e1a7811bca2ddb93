import { createHash } from 'node:crypto';

const CLONE = createHash('sha256').update(process.cwd()).digest('hex').slice(0, 12);

/** Returns a path of this name that no other clone has: several may share one node_modules/. */
export function ofThisClone(name) {
  return `node_modules/.gatehouse-${name}-${CLONE}`;
}
