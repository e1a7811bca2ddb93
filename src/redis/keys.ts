import type { Limit } from '../config/settings.js';

/*
 * Keys in Redis. The braces are a Cluster hash tag: all keys of an account share a slot, so one command
 * or script may use several of them.
 */

export const sessionKey = (hashTag: string, hash: string): string => sessionKeyPrefix(hashTag) + hash;
export const sessionKeyPrefix = (hashTag: string): string => `s:{${hashTag}}:`;
export const principalKey = (hashTag: string): string => `p:{${hashTag}}`;
/**
 * This key holds what is being done, or was done a moment ago, so that its repetition finds it. It lies beside the
 * sessions, so that no access rule has to change.
 */
export const deedKey = (hashTag: string, deed: string): string => `${sessionKeyPrefix(hashTag)}deed:${deed}`;
/** This is a sorted set of the account's live sessions: hash of the id, scored by the time of its expiry. */
export const indexKey = (hashTag: string): string => `i:{${hashTag}}`;
/** This is the mark of a remember-me series that is revoked although PostgreSQL does not know it yet. */
export const barKey = (series: string): string => `b:{${series}}`;
/** This key says whose turn it is to restore a remember-me series. */
export const turnKey = (series: string): string => `t:{${series}}`;
export const outcomeKey = (series: string, turn: string): string => `t:{${series}}:${turn}`;
/**
 * This key says which revision of something PostgreSQL holds. It lies at the place of an account that there is none of,
 * so that no access rule has to change.
 */
export const revisionKey = (name: string): string => `${sessionKeyPrefix(name)}revision`;
/** This is one window of a count. */
export const rateLimitKey = (count: string, { period }: Limit): string => `c:{${count}}:${period}`;
