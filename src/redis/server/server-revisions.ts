import type { Cluster, Redis } from 'ioredis';
import type { CircuitBreaker } from '../../outages/circuit-breaker.js';
import { revisionKey } from '../keys.js';
import { Revisions } from '../revisions.js';

/** Keeps the revisions on a Redis server, each in a key that expires. */
export class ServerRevisions extends Revisions {
  constructor(
    private readonly client: Redis | Cluster,
    private readonly breaker: CircuitBreaker,
  ) {
    super();
  }

  read(name: string) {
    return this.breaker.runIdempotent(() => this.client.get(revisionKey(name)));
  }

  async write(name: string, revision: string, until: number) {
    await this.breaker.run(() => this.client.set(revisionKey(name), revision, 'PXAT', until));
  }
}
