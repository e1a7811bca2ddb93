import type { Limit } from '../config/settings.js';

/*
 * Keys in Redis. The braces are a Cluster hash tag: all keys of an account share a slot, so one command
 * or script may use several of them.
 */

export const sessionKey = (tag: string, hash: string): string => sessionKeyPrefix(tag) + hash;
export const sessionKeyPrefix = (tag: string): string => `s:{${tag}}:`;
export const principalKey = (tag: string): string => `p:{${tag}}`;
/** A sorted set of the account's live sessions: hash of the id, scored by the time of its end. */
export const indexKey = (tag: string): string => `i:{${tag}}`;
/** The mark of a remember-me series that is over although PostgreSQL does not know it yet. */
export const barKey = (series: string): string => `b:{${series}}`;
/** One window of a count. */
export const countKey = (count: string, { period }: Limit): string => `c:{${count}}:${period}`;
