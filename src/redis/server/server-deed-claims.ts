import type { Cluster, Redis } from 'ioredis';
import type { CircuitBreaker } from '../../outages/circuit-breaker.js';
import { DeedClaims } from '../deed-claims.js';
import { deedKey } from '../keys.js';

/** Keeps the claims on a Redis server, each in a key that expires. */
export class ServerDeedClaims extends DeedClaims {
  constructor(
    private readonly client: Redis | Cluster,
    private readonly breaker: CircuitBreaker,
  ) {
    super();
  }

  claim(hashTag: string, deed: string, note: string, until: number) {
    return this.breaker.run(() => this.client.set(deedKey(hashTag, deed), note, 'PXAT', until, 'NX', 'GET'));
  }

  replace(hashTag: string, deed: string, note: string, until: number) {
    return this.breaker.run(() => this.client.set(deedKey(hashTag, deed), note, 'PXAT', until, 'GET'));
  }

  find(hashTag: string, deed: string) {
    return this.breaker.runIdempotent(() => this.client.get(deedKey(hashTag, deed)));
  }

  async release(hashTag: string, deed: string) {
    await this.breaker.run(() => this.client.unlink(deedKey(hashTag, deed)));
  }
}
