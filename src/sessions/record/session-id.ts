import { createHash, randomBytes } from 'node:crypto';
import type { SessionAddress } from '../../redis/redis-port.js';
import { LruCache } from '../../cache/lru-cache.js';

/** 256 random bits (ASVS 5.0 7.2.3 asks 128). */
const RANDOM_BYTES = 32;

/** The id of a request without a session. The store refuses to save under it, and no cookie ever holds it. */
export const ANONYMOUS = 'anonymous';

/** Sessions whose key need not be hashed again in each of their requests. */
const known = new LruCache<SessionAddress>(4_096);

/** `<tag>.<random>`: the tag leads to the account's keys, the random part is the secret. */
export function newSessionId(hashTag: string): string {
  return `${hashTag}.${randomBytes(RANDOM_BYTES).toString('base64url')}`;
}

/**
 * Where the session of an id lies, or null for what cannot be an id of ours, and for no id. The key is a hash of the
 * secret part: who reads Redis learns no id that would log him in.
 */
export function addressOf(sessionId: string | undefined): SessionAddress | null {
  return (sessionId === undefined ? undefined : known.get(sessionId, hashed)) ?? null;
}

function hashed(sessionId: string): SessionAddress | undefined {
  const [, hashTag, random] = /^([\w-]{16})\.([\w-]{43})$/.exec(sessionId) ?? [];
  if (hashTag === undefined || random === undefined) return undefined;
  return { hashTag, hash: createHash('sha256').update(random).digest('base64url') };
}
