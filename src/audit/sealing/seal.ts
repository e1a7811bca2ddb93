import { hash } from 'node:crypto';
import type { Signature } from './audit-keys.js';

/** The seal before the first one has this hash. */
export const NO_SEAL = 'A'.repeat(43);

/** The hash of a seal covers this, and its signature the hash. `sealedAt` is in milliseconds since 1970. */
export interface SealBody {
  readonly number: number;
  readonly sealedAt: number;
  readonly count: number;
  readonly root: string;
  readonly previous: string;
}

export interface Seal extends SealBody, Signature {
  /** These are the hashes of the rows; undefined where they have expired. */
  readonly leaves: readonly Buffer[] | undefined;
}

/** Returns the hash of a seal, by which the next one is chained to it and which stands in the log as its anchor. */
export function hashOfSeal({ number, sealedAt, count, root, previous }: SealBody): string {
  return hash('sha256', JSON.stringify(['audit-seal', number, sealedAt, count, root, previous]), 'base64url');
}

/** This is where the chain ends, and up to which seal rows have expired. */
export interface ChainState {
  readonly last: number;
  readonly hash: string;
  readonly expired: number;
}

/** Returns what the signature of the state covers. */
export function textOfState({ last, hash: end, expired }: ChainState): string {
  return JSON.stringify(['audit-state', last, end, expired]);
}

/** Returns what the signature of an erasure covers. */
export function textOfErasure(subject: string): string {
  return JSON.stringify(['audit-erased', subject]);
}

const HASH_BYTES = 32;

/** Writes hashes one after the other, as the column `leaves` has them. */
export function joinLeaves(leaves: readonly Buffer[]): string {
  return Buffer.concat(leaves).toString('base64');
}

export function splitLeaves(text: string): Buffer[] {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: Math.ceil(bytes.length / HASH_BYTES) }, (_, place) =>
    bytes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES),
  );
}
