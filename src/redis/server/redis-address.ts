import type { ConnectionOptions } from 'node:tls';
import { readRedisAddress, type RedisAddress } from '../../config/redis-address.js';

export interface RedisTarget {
  readonly url: string;
  /** This is a private certificate authority, as PEM. */
  readonly ca: string | undefined;
}

/** This is an address of Redis, and how TLS is spoken there. */
export interface RedisServerAddress extends Omit<RedisAddress, 'tls'> {
  /** This is undefined without TLS. */
  readonly tls: ConnectionOptions | undefined;
}

/** Parses an address. Certificates are verified by the public authorities or by the one given. */
export function redisAddress({ url, ca }: RedisTarget): RedisServerAddress {
  const { tls, ...address } = readRedisAddress(url);
  return { ...address, tls: tls ? { ...(ca !== undefined && { ca }) } : undefined };
}
