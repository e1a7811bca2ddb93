import { randomBytes } from 'node:crypto';

/** So many ids of one millisecond keep their order; RFC 9562, 6.2, method 1. */
const COUNTED = 0x1000;

let latest = { at: 0, count: 0 };

/** Makes an id of version 7 for this time. Ids that a process makes in one millisecond keep their order. */
export function newEventId(at: number): string {
  const count = latest.at === at ? latest.count + 1 : 0;
  latest = { at, count };
  const random = randomBytes(8);
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
  return written(at, Math.min(count, COUNTED - 1), random);
}

/** Returns the lowest id that a row of this time or later can have: conditions on time are conditions on ids. */
export function firstIdOf(at: number): string {
  return written(Math.max(0, at), 0, Buffer.alloc(8));
}

function written(at: number, count: number, rest: Buffer): string {
  const time = at.toString(16).padStart(12, '0');
  const tail = rest.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
