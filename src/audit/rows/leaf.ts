import { hash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { LruCache } from '../../cache/lru-cache.js';

/** These fields may name a person, so the seal covers a commitment to them: they can be emptied and it still holds. */
export interface PersonalFields {
  readonly address: string | null;
  readonly device: string | null;
  readonly session: string | null;
  readonly reason: string | null;
  readonly requestId: string | null;
  /** These are the changed fields as JSON. */
  readonly changes: string | null;
}

/** The seal covers these as they are. `at` is in milliseconds since 1970. */
export interface SealedFields {
  readonly id: string;
  readonly at: number;
  readonly event: string;
  readonly subject: string | null;
  readonly actor: string | null;
  readonly count: number;
  readonly commitment: string;
}

export const NOTHING_PERSONAL: PersonalFields = {
  address: null,
  device: null,
  session: null,
  reason: null,
  requestId: null,
  changes: null,
};

/**
 * Returns the commitment to these fields: SHA-256 of a JSON array, in base64url. The salt has 128 random bits; without it
 * nobody can find out an address by trying all there are.
 */
export function commitmentTo(salt: string, fields: PersonalFields): string {
  const { address, device, session, reason, requestId, changes } = fields;
  const spelled = address === null ? null : spelling(address);
  return hash(
    'sha256',
    JSON.stringify(['audit-fields', salt, spelled, device, session, reason, requestId, changes]),
    'base64url',
  );
}

/** Returns the hash of a row as a leaf of the tree: 0x00 and a JSON array (the prefix is that of RFC 9162, 2.1.1). */
export function leafOf({ id, at, event, subject, actor, count, commitment }: SealedFields): Buffer {
  return hash('sha256', `\0${JSON.stringify([id, at, event, subject, actor, count, commitment])}`, 'buffer');
}

const SPELLINGS = new LruCache<string>(4_096);

/** PostgreSQL may write an IPv6 address otherwise than it was written in: both count as one here. */
function spelling(address: string): string {
  if (!address.includes(':')) return address;
  return SPELLINGS.get(address, (text) => (ipaddr.isValid(text) ? ipaddr.parse(text).toNormalizedString() : text)) ?? address;
}
