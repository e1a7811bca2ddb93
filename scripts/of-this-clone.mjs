import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Returns a path of this name that no other clone has: several may share one node_modules/. */
export function ofThisClone(name, folder = process.cwd()) {
  return `node_modules/.gatehouse-${name}-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
}

/** Tells whether the process lives that has written its number into this file. */
export function livesIn(file) {
  try {
    return process.kill(Number(readFileSync(file, 'utf8')), 0);
  } catch (error) {
    // Somebody else's process lives too.
    return error.code === 'EPERM';
  }
}
