import type { ConnectionOptions } from 'node:tls';
import { readRedisAddress, type RedisAddress } from '../../config/redis-address.js';

export interface RedisTarget {
  readonly url: string;
  /** A certificate authority of one's own, as PEM. */
  readonly ca: string | undefined;
}

/** An address of Redis, and how TLS is spoken there. */
export interface RedisServerAddress extends Omit<RedisAddress, 'tls'> {
  /** Undefined: no TLS. */
  readonly tls: ConnectionOptions | undefined;
}

/** Takes an address apart. Certificates are verified, by the public authorities or by the one given. */
export function redisAddress({ url, ca }: RedisTarget): RedisServerAddress {
  const { tls, ...address } = readRedisAddress(url);
  return { ...address, tls: tls ? { ...(ca !== undefined && { ca }) } : undefined };
}
