import { createHash, randomBytes } from 'node:crypto';
import type { SessionAddress } from '../../redis/redis-port.js';
import { LruCache } from '../../cache/lru-cache.js';

/** A session id has 256 random bits (ASVS 5.0 7.2.3 asks for 128). */
const RANDOM_BYTES = 32;

/** A request without a session has this id. The store refuses to save under it, and no cookie ever holds it. */
export const ANONYMOUS = 'anonymous';

/** This many sessions are remembered, so that their keys need not be hashed again in each request. */
const known = new LruCache<SessionAddress>(4_096);

/** Makes `<hash tag>.<random>`: the hash tag leads to the account's keys, and the random part is the secret. */
export function newSessionId(hashTag: string): string {
  return `${hashTag}.${randomBytes(RANDOM_BYTES).toString('base64url')}`;
}

/**
 * Returns where the session of an id lies, or null for anything that cannot be an id of ours. The key is a hash of
 * the secret part, so that whoever reads Redis learns no id that would sign them in.
 */
export function addressOf(sessionId: string | undefined): SessionAddress | null {
  return (sessionId === undefined ? undefined : known.get(sessionId, hashed)) ?? null;
}

function hashed(sessionId: string): SessionAddress | undefined {
  const [, hashTag, random] = /^([\w-]{16})\.([\w-]{43})$/.exec(sessionId) ?? [];
  if (hashTag === undefined || random === undefined) return undefined;
  return { hashTag, hash: createHash('sha256').update(random).digest('base64url') };
}
